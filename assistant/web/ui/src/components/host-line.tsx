import { AudioOutlined } from "@ant-design/icons";
import { useEffect, useState } from "react";
import { useLanguage } from "../i18n/language";
import { useSession } from "../shell/session";

/** A caption stays this long after the host's last words, in ms. */
const STAYS_MS = 8000;

/** What the host says, as a caption over the stage. */
export function HostLine() {
  const { t } = useLanguage();
  const { view } = useSession();
  const line = view.hostLine;
  const [past, setPast] = useState<typeof line>(null);
  useEffect(() => {
    if (!line) return;
    const timer = setTimeout(() => setPast(line), STAYS_MS);
    return () => clearTimeout(timer);
  }, [line]);
  if (!line || line === past) return null;
  return (
    <p className="host-line">
      <b>
        <AudioOutlined aria-hidden="true" /> {t("host.name")}
      </b>
      <span>{line.text}</span>
    </p>
  );
}
