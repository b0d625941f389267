// One clue by its own address.
import { Link, useParams } from "react-router-dom";
import type { ClueDetail } from "../api/client";
import { useGet } from "../api/use";
import { useText } from "../i18n";
import { Heading } from "../parts/bits";
import { ClueFile } from "../parts/cluefile";

export default function CluePage() {
  const { id = "" } = useParams();
  const { t } = useText();
  const { data: clue } = useGet<ClueDetail>(`/clues/${id}`);
  return (
    <div className="page">
      <Heading title={t("clues.title")}>{clue ? <Link to={`/cases/${clue.case}?tab=procedure`}>{t("clues.case")}</Link> : null}</Heading>
      <ClueFile id={id} />
    </div>
  );
}
