import { LoadingOutlined } from "@ant-design/icons";
import { useLanguage } from "../i18n/language";
import { useSession } from "../shell/session";

export function LostBanner() {
  const { t } = useLanguage();
  const { lost } = useSession();
  return (
    <div className="lost" role="status" data-shown={lost}>
      {lost && (
        <span>
          <LoadingOutlined /> {t("connection.lost")}
        </span>
      )}
    </div>
  );
}
