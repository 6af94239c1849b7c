import { useLanguage } from "../i18n/language";
import { useSession } from "../shell/session";

/** Who put on air what is on air. */
export function ShownBy() {
  const { t } = useLanguage();
  const { room } = useSession();
  if (!room.on_air) return null;
  const by = room.pinned ? "pinned" : room.on_air_by;
  return (
    <em className="shown-by" data-by={by}>
      {t(`shownBy.${by}`)}
    </em>
  );
}
