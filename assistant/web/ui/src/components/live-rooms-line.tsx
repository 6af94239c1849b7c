import { useLanguage, isKey } from "../i18n/language";
import { BRANDS, answered, useLiveRooms } from "../room/live-rooms";
import { useSession } from "../shell/session";

/** That Xiaoer answers in live rooms elsewhere too: which, whether it is there, and how much. */
export function LiveRoomsLine() {
  const { t } = useLanguage();
  const { room } = useSession();
  const told = useLiveRooms(room.room);
  if (told.length === 0) return null;
  return (
    <ul className="live-rooms" aria-label={t("liveRooms.label")}>
      {told.map((liveRoom) => {
        const { gateway } = liveRoom;
        const key = `gateway.${gateway}`;
        return (
          <li key={liveRoom.id} data-gateway={gateway} data-state={liveRoom.state}>
            <i aria-hidden="true" />
            <b>{isKey(key) ? t(key) : (BRANDS[gateway] ?? gateway)}</b>
            <span>{t(`liveRooms.${liveRoom.state}`)}</span>
            <span className="live-room-answered">
              {t("liveRooms.answered", { count: answered(liveRoom) })}
            </span>
          </li>
        );
      })}
    </ul>
  );
}
