import { useLanguage } from "../i18n/language";
import { useSession } from "../shell/session";

/** The question that most viewers wait for. Its line stays when nobody does, so nothing moves. */
export function MostAsked() {
  const { t, count } = useLanguage();
  const [most] = useSession().view.pulse.waiting;
  return (
    <p className="most-asked">
      {most ? (
        <>
          <q lang={most.language}>{most.text}</q>
          <b data-askers={most.askers}>{t("stream.waiting", { count: count(most.askers) })}</b>
        </>
      ) : (
        <span>{t("stream.nobodyWaits")}</span>
      )}
    </p>
  );
}
