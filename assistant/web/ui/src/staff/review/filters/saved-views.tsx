import { DeleteOutlined, SaveOutlined, ShareAltOutlined } from "@ant-design/icons";
import { App, Button, Checkbox, Input, Modal, Popconfirm } from "antd";
import { useState } from "react";
import { why } from "../../session/call";
import { useSession } from "../../session/session";
import { useWords } from "../../words/use-words";
import { useThings } from "../use-things";
import type { SavedView } from "../wire";
import { ofView, same, trimmed, type Filters } from "./filters";

/** One's own views and the shared ones: filters under a name. */
export function SavedViews({
  filters,
  onFilters,
}: {
  filters: Filters;
  onFilters: (filters: Filters) => void;
}) {
  const say = useWords();
  const { message } = App.useApp();
  const { session, ask, may } = useSession();
  const { things, again } = useThings<{ views: SavedView[] }>("/api/review/views", { views: [] });
  const [naming, setNaming] = useState(false);
  const [name, setName] = useState("");
  const [shared, setShared] = useState(false);
  const attempt = async (done: Promise<unknown>) => {
    try {
      await done;
      again();
      return true;
    } catch (error) {
      void message.error(why(error, say));
      return false;
    }
  };
  const save = async () => {
    if (!name.trim()) return;
    const body = { name: name.trim(), shared, filters: trimmed(filters) };
    if (await attempt(ask("POST", "/api/review/views", body))) setNaming(false);
  };
  return (
    <section className="review-views" aria-label={say("review.views")}>
      <h2>
        {say("review.views")}
        {may("answer") && (
          <Button
            type="text"
            size="small"
            icon={<SaveOutlined />}
            aria-label={say("review.saveView")}
            title={say("review.saveView")}
            onClick={() => {
              setName("");
              setShared(false);
              setNaming(true);
            }}
          />
        )}
      </h2>
      {things.views.length === 0 && <small>{say("review.noViews")}</small>}
      <ul>
        {things.views.map((view) => (
          <li key={view.id}>
            <button
              type="button"
              aria-pressed={same(filters, ofView(view.filters))}
              onClick={() => onFilters(ofView(view.filters))}
            >
              {view.name}
              {view.shared && <ShareAltOutlined aria-label={say("review.shared")} />}
            </button>
            {view.owner === session.id && may("answer") && (
              <Popconfirm
                title={say("review.removeViewSure", { name: view.name })}
                onConfirm={() => attempt(ask("DELETE", `/api/review/views/${view.id}`))}
              >
                <Button
                  type="text"
                  size="small"
                  icon={<DeleteOutlined />}
                  aria-label={`${say("review.remove")}: ${view.name}`}
                />
              </Popconfirm>
            )}
          </li>
        ))}
      </ul>
      <Modal
        open={naming}
        title={say("review.saveView")}
        okText={say("review.save")}
        destroyOnHidden
        onOk={() => void save()}
        onCancel={() => setNaming(false)}
      >
        <Input
          autoFocus
          maxLength={128}
          aria-label={say("review.viewName")}
          placeholder={say("review.viewName")}
          value={name}
          onChange={({ target }) => setName(target.value)}
          onPressEnter={({ nativeEvent }) => {
            if (!nativeEvent.isComposing) void save();
          }}
        />
        <Checkbox checked={shared} onChange={({ target }) => setShared(target.checked)}>
          {say("review.shareView")}
        </Checkbox>
      </Modal>
    </section>
  );
}
