import {
  DownloadOutlined,
  FormOutlined,
  QuestionCircleOutlined,
  ReloadOutlined,
  UserOutlined,
} from "@ant-design/icons";
import { Button, Dropdown, Input, Segmented, type InputRef } from "antd";
import type { Ref } from "react";
import { useLanguage } from "../../i18n/language";
import { SearchBox } from "../paging/search-box";
import { useSession } from "../session/session";
import { useWords } from "../words/use-words";
import { FORMATS, exportPath, type Asked } from "./asked";
import { STATES, type Counts, type State } from "./wire";

/** Which messages are listed, and what is done beside deciding on them. */
export function Bar({
  asked,
  counts,
  reading,
  drafting,
  search,
  onAsked,
  onAgain,
  onDraft,
  onLookUp,
  onHelp,
  onSearched,
}: {
  asked: Asked;
  counts: Counts | null;
  reading: boolean;
  drafting: boolean;
  search: Ref<InputRef>;
  onAsked: (asked: Asked) => void;
  onAgain: () => void;
  onDraft: () => void;
  onLookUp: () => void;
  onHelp: () => void;
  onSearched: () => void;
}) {
  const say = useWords();
  const { count } = useLanguage();
  const { may } = useSession();
  const name = (state: State | "") => say(state ? `repurchase.state.${state}` : "repurchase.all");
  const label = (state: State) => (counts ? `${name(state)} ${count(counts[state])}` : name(state));
  return (
    <header className="repurchase-bar">
      <h1>{say("repurchase.title")}</h1>
      <Input
        key={asked.catalog}
        className="repurchase-catalog"
        aria-label={say("repurchase.catalog")}
        title={say("repurchase.catalog")}
        prefix={<small>{say("repurchase.catalog")}</small>}
        defaultValue={asked.catalog}
        onPressEnter={({ nativeEvent, currentTarget }) => {
          if (!nativeEvent.isComposing) currentTarget.blur();
        }}
        onBlur={({ target }) => {
          const catalog = target.value.trim();
          if (catalog && catalog !== asked.catalog) onAsked({ ...asked, catalog });
        }}
      />
      <span className="repurchase-bar-end">
        <Button icon={<UserOutlined />} onClick={onLookUp}>
          {say("repurchase.lookUp")}
        </Button>
        {may("history") && (
          <Dropdown
            trigger={["click"]}
            menu={{
              items: FORMATS.map((format) => ({
                key: format,
                label: (
                  <a href={exportPath(asked, format)} download>
                    {say(`repurchase.export.${format}`)}
                  </a>
                ),
              })),
            }}
          >
            <Button
              icon={<DownloadOutlined />}
              title={say("repurchase.export.of", { state: name(asked.state) })}
            >
              {say("repurchase.export")}
            </Button>
          </Dropdown>
        )}
        {may("conduct") && (
          <Button type="primary" icon={<FormOutlined />} disabled={drafting} onClick={onDraft}>
            {say("repurchase.draft")}
          </Button>
        )}
        <Button
          type="text"
          icon={<QuestionCircleOutlined />}
          aria-label={say("key.help")}
          title={`${say("key.help")} (?)`}
          onClick={onHelp}
        />
      </span>
      <div className="repurchase-filters">
        <Segmented<State | "">
          aria-label={say("repurchase.state")}
          value={asked.state}
          onChange={(state) => onAsked({ ...asked, state })}
          options={[
            ...STATES.map((value) => ({ value, label: label(value) })),
            { value: "" as const, label: name("") },
          ]}
        />
        <SearchBox
          box={search}
          text={asked.search}
          hint={say("repurchase.search")}
          onSearch={(text) => onAsked({ ...asked, search: text })}
          onLeave={onSearched}
        />
        <Button
          icon={<ReloadOutlined spin={reading} />}
          aria-label={say("repurchase.refresh")}
          onClick={onAgain}
        />
      </div>
    </header>
  );
}
