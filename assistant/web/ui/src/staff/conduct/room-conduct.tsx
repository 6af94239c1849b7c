import { CustomerServiceOutlined, DownOutlined, RobotOutlined, StopOutlined } from "@ant-design/icons";
import { Button, Modal, Segmented } from "antd";
import { useLanguage } from "../../i18n/language";
import { useSession } from "../session/session";
import { useWords } from "../words/use-words";
import type { Conducting } from "./use-conduct";
import { MODES, takenOver, type Conduct, type Mode } from "./wire";

const ICONS = {
  assistant: <RobotOutlined />,
  staff: <CustomerServiceOutlined />,
  nobody: <StopOutlined />,
};

/** Who answers in the room one is at; opened, in every room. */
export function RoomConduct({
  room,
  rooms,
  conducting,
  open,
  onOpen,
  onClosed,
}: {
  room: string;
  rooms: readonly string[];
  conducting: Conducting;
  open: boolean;
  onOpen: (open: boolean) => void;
  onClosed: () => void;
}) {
  const say = useWords();
  const here = conducting.conduct[room];
  return (
    <>
      <Button
        icon={here ? ICONS[here.answered_by] : <RobotOutlined />}
        title={say("conduct.title")}
        aria-haspopup="dialog"
        className="conduct-button"
        onClick={() => onOpen(true)}
      >
        {room || say("conduct.title")}
        {here && ` · ${say(takenOver(here) ? "conduct.taken" : `mode.${here.mode}`)}`}
        <DownOutlined />
      </Button>
      <Modal
        open={open}
        title={say("conduct.title")}
        footer={null}
        width={480}
        onCancel={() => onOpen(false)}
        afterClose={onClosed}
      >
        <div className="conduct">
          {rooms.map((one) => {
            const conduct = conducting.conduct[one];
            return conduct ? (
              <OneRoom key={one} room={one} conduct={conduct} conducting={conducting} />
            ) : null;
          })}
        </div>
      </Modal>
    </>
  );
}

function OneRoom({
  room,
  conduct,
  conducting,
}: {
  room: string;
  conduct: Conduct;
  conducting: Conducting;
}) {
  const say = useWords();
  const { language } = useLanguage();
  const { may } = useSession();
  const whole = takenOver(conduct);
  const viewers = conduct.takeovers.filter(({ viewer }) => viewer !== "");
  return (
    <section className="conduct-room">
      <header>
        <b>{room}</b>
        <span data-by={conduct.answered_by} className="conduct-by">
          {ICONS[conduct.answered_by]} {say(`answers.${conduct.answered_by}`)}
        </span>
      </header>
      <div className="conduct-line">
        <Segmented<Mode>
          aria-label={`${say("conduct.mode")}: ${room}`}
          size="small"
          value={conduct.mode}
          disabled={!may("conduct")}
          onChange={(mode) => conducting.setMode(room, mode)}
          options={MODES.map((value) => ({ value, label: say(`mode.${value}`) }))}
        />
        {may("answer") && (
          <Button
            size="small"
            type={whole ? "primary" : "default"}
            onClick={() =>
              whole ? conducting.giveBack(room, "") : conducting.takeOver(room, "")
            }
          >
            {say(whole ? "conduct.giveBack" : "conduct.takeOver")}
          </Button>
        )}
      </div>
      <small>{say(`mode.${conduct.mode}.told`)}</small>
      {whole && <small>{say("conduct.takenBy", { name: whole.by })}</small>}
      {viewers.length > 0 && (
        <ul>
          {viewers.map((one) => (
            <li key={one.viewer}>
              <span>
                {say("conduct.viewerTakenBy", { viewer: one.viewer, name: one.by })}{" "}
                <small>{new Date(one.since).toLocaleTimeString(language)}</small>
              </span>
              {may("answer") && (
                <Button
                  size="small"
                  type="link"
                  onClick={() => conducting.giveBack(room, one.viewer)}
                >
                  {say("conduct.giveBack")}
                </Button>
              )}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
