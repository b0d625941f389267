// "Who touched this": from the page of any thing to its events, for those who read the log.
import { Link, useLocation } from "react-router-dom";
import { useText } from "../i18n";
import { subjectOf } from "../lib/subjects";
import { useMay } from "../session";

export function Touched() {
  const { t } = useText();
  const may = useMay();
  const { pathname } = useLocation();
  const subject = subjectOf(pathname);
  if (!subject || !may("event.see")) return null;
  return (
    <p className="touched">
      <Link to={`/events?subject_kind=${subject.kind}&subject=${subject.id}`} data-testid="touched">
        {t("audit.touched")}
      </Link>
    </p>
  );
}
