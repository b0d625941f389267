// An address that leads nowhere.
import { Link } from "react-router-dom";
import { useText } from "../i18n";
import { Empty, Heading } from "../parts/bits";

export default function NotFound() {
  const { t } = useText();
  return (
    <div className="page">
      <Heading title={t("error.notFoundPage")} />
      <Empty title={t("error.notFoundHint")}>
        <Link to="/flags">{t("cases.toQueue")}</Link>
      </Empty>
    </div>
  );
}
