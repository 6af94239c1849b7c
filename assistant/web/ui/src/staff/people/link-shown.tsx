import { Modal, Typography } from "antd";
import { useLanguage } from "../../i18n/language";
import { useWords } from "../words/use-words";
import type { OneTimeLink } from "./wire";

/** A link that works once, shown this one time, to send to whoever it is for. */
export function LinkShown({
  name,
  link,
  onClose,
}: {
  name: string;
  link: OneTimeLink;
  onClose: () => void;
}) {
  const say = useWords();
  const { language } = useLanguage();
  const until = new Date(link.expires_at).toLocaleString(language);
  return (
    <Modal open title={say("link.title", { name })} footer={null} onCancel={onClose}>
      <p>{say("link.told", { until })}</p>
      <Typography.Paragraph copyable code className="secret">
        {`${window.location.origin}${link.path}`}
      </Typography.Paragraph>
    </Modal>
  );
}
