// The foot of a list that comes page by page.
import { Button } from "antd";
import type { ApiError } from "../api/client";
import { useText } from "../i18n";
import { Failure } from "./bits";

interface Props {
  pages: { items: unknown[]; next: string | null; total: number | null; busy: boolean; moreError: ApiError | undefined; loadMore: () => Promise<void> };
}

export function ListFoot({ pages }: Props) {
  const { t } = useText();
  if (pages.items.length === 0) return null;
  return (
    <>
      {pages.moreError ? <Failure error={pages.moreError} onRetry={() => void pages.loadMore()} /> : null}
      <div className="table-foot">
        <span className="muted num">{pages.next ? t("common.countSoFar", { n: pages.items.length }) : t("common.count", { n: pages.total ?? pages.items.length })}</span>
        {pages.next ? (
          <Button onClick={() => void pages.loadMore()} loading={pages.busy}>
            {t("common.more")}
          </Button>
        ) : null}
      </div>
    </>
  );
}
