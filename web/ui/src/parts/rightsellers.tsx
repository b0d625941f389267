// Who may sell: rows that are typed, or a table that is read.
import { Button, Input } from "antd";
import { useState } from "react";
import { asApiError, upload } from "../api/client";
import { useText } from "../i18n";
import { visible } from "../lib/format";
import type { SellerRowValue } from "../lib/registration";
import { useFailureText } from "./bits";
import { FilePick } from "./filepick";

interface Table {
  sellers: SellerRowValue[];
  refused: { line?: number | null; reason: string; row?: string | null }[];
}
const kColumns = ["name", "id", "platform", "valid_from", "valid_to"] as const;
const keyOf = (row: SellerRowValue) => [row.name, row.id, row.platform].map((text) => text ?? "").join("\n");

export function SellersField({ rows, onChange }: { rows: SellerRowValue[]; onChange: (rows: SellerRowValue[]) => void }) {
  const { t } = useText();
  const say = useFailureText();
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const [read, setRead] = useState<Table | null>(null);
  const set = (at: number, part: SellerRowValue) => onChange(rows.map((row, i) => (i === at ? { ...row, ...part } : row)));
  const take = async (file: File) => {
    setBusy(true);
    setFailure(null);
    setRead(null);
    try {
      const table = await upload<Table>("/rights/sellers-table", file, () => {});
      const there = new Set(rows.map(keyOf));
      onChange([...rows.filter((row) => row.name || row.id), ...table.sellers.filter((row) => !there.has(keyOf(row)))]);
      setRead(table);
    } catch (cause) {
      setFailure(say(asApiError(cause)));
    } finally {
      setBusy(false);
    }
  };
  return (
    <div className="right-sellers">
      {rows.length > 0 ? (
        <div className="right-seller right-seller-head muted" aria-hidden="true">
          {kColumns.map((column) => (
            <span key={column}>{t(`registration.seller.${column}`)}</span>
          ))}
          <span />
        </div>
      ) : null}
      {rows.map((row, i) => (
        <div key={i} className="right-seller" data-testid="seller-row">
          {kColumns.map((column) => (
            <Input
              key={column}
              size="small"
              type={column.startsWith("valid") ? "date" : "text"}
              aria-label={`${t(`registration.seller.${column}`)} ${i + 1}`}
              placeholder={t(`registration.seller.${column}`)}
              value={row[column] ?? ""}
              onChange={(event) => set(i, { [column]: event.target.value })}
            />
          ))}
          <Button size="small" onClick={() => onChange(rows.filter((_, other) => other !== i))} aria-label={`${t("registration.remove")} ${row.name ?? i + 1}`}>
            {t("registration.remove")}
          </Button>
        </div>
      ))}
      <div className="right-acts">
        <Button size="small" onClick={() => onChange([...rows, {}])} data-testid="seller-add">
          {t("registration.addSeller")}
        </Button>
        <FilePick id="sellers-table" accept=".csv,.txt" disabled={busy} onPick={(picked) => void take(picked)}>
          {t("registration.sellersTable")}
        </FilePick>
        <span className="muted">{t("registration.sellersHint")}</span>
      </div>
      <div role="status">
        {read ? <p data-testid="sellers-read">{t("registration.sellersRead", { n: read.sellers.length, bad: read.refused.length })}</p> : null}
        {read?.refused.map((one, i) => (
          <p key={i} className="field-wrong">
            {t("registration.line", { n: one.line ?? "?" })} {visible(one.reason)}
          </p>
        ))}
      </div>
      {failure ? (
        <p className="field-wrong wrap" role="alert">
          {failure}
        </p>
      ) : null}
    </div>
  );
}
