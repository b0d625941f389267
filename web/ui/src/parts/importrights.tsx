// Rights in bulk: what a file would add, change or be refused is shown before anything is written.
import { App, Button, Drawer } from "antd";
import { useState } from "react";
import { asApiError, query, type RightsImport, type RightsPreview, upload } from "../api/client";
import { forget } from "../api/use";
import { useText } from "../i18n";
import { size, visible } from "../lib/format";
import { useFailureText } from "./bits";
import { useFieldName } from "./fieldname";
import { FilePick } from "./filepick";

const kMaxBytes = 32 << 20; // as web/openapi.yaml says of importRights

export function ImportRights({ onClose, onDone }: { onClose: () => void; onDone: () => void }) {
  const { t, named, local, lang } = useText();
  const { message } = App.useApp();
  const say = useFailureText();
  const fieldName = useFieldName();
  const [file, setFile] = useState<File | null>(null);
  const [preview, setPreview] = useState<RightsPreview | null>(null);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const look = async (picked: File) => {
    setFile(picked);
    setPreview(null);
    setFailure(null);
    if (picked.size > kMaxBytes) {
      setFailure(t("imports.tooLarge", { size: size(picked.size) }));
      return;
    }
    setBusy(true);
    try {
      setPreview(await upload<RightsPreview>(`/rights/imports/preview${query({ name: picked.name.slice(-200) })}`, picked, () => {}));
    } catch (cause) {
      setFailure(say(asApiError(cause)));
    } finally {
      setBusy(false);
    }
  };
  const send = async () => {
    if (!file) return;
    setBusy(true);
    setFailure(null);
    try {
      const done = await upload<RightsImport>(`/rights/imports${query({ name: file.name.slice(-200) })}`, file, () => {});
      forget("/rights");
      void message.success(t("rightimport.done", { added: done.added, changed: done.changed, refused: done.refused.length }));
      onDone();
    } catch (cause) {
      setFailure(say(asApiError(cause)));
      setBusy(false);
    }
  };
  const glue = lang === "zh" ? "、" : ", ";
  const writes = preview ? preview.added + preview.changed : 0;
  return (
    <Drawer open onClose={onClose} size={640} title={t("rightimport.title")} destroyOnHidden>
      <p className="muted">{t("rightimport.hint")}</p>
      <div className="right-acts">
        <FilePick id="rights-file" accept=".csv,.jsonl,.ndjson,.json,.xml,.zip,.txt" disabled={busy} onPick={(picked) => void look(picked)}>
          {t("imports.choose")}
        </FilePick>
        <span className={file ? "wrap" : "muted"}>{file ? `${visible(file.name)} · ${size(file.size)}` : t("imports.none")}</span>
        <span role="status">{busy ? t("common.fileBusy") : ""}</span>
      </div>
      {failure ? (
        <div className="alert alert-red wrap" role="alert">
          {failure}
        </div>
      ) : null}
      {preview ? (
        <div data-testid="rights-preview">
          <p className="try-sum">{t("rightimport.would", { added: preview.added, changed: preview.changed, unchanged: preview.unchanged, refused: preview.refused.length })}</p>
          {preview.refused.length > 0 ? (
            <ul className="plain">
              {preview.refused.slice(0, 50).map((row, i) => (
                <li key={i} className="field-wrong wrap">
                  {[row.file, row.right_id].filter(Boolean).join(" · ")} {row.line ? t("registration.line", { n: row.line }) : ""} {visible(row.reason)}
                </li>
              ))}
            </ul>
          ) : null}
          <ul className="rows panel">
            {preview.items.map((item) => (
              <li key={item.right_id} data-status={item.status}>
                <span className="loss-head">
                  <strong className="wrap">{visible(item.title || item.right_id)}</strong>
                  <span className={`state state-${item.status === "added" ? "green" : item.status === "changed" ? "amber" : "quiet"}`}>{named("rightimport.status", item.status)}</span>
                </span>
                <span className="muted wrap">
                  {[named("kind", item.kind), item.right_id, item.changed.length ? t("rightimport.changed", { what: item.changed.map(fieldName).join(glue) }) : ""].filter(Boolean).join(" · ")}
                </span>
                {item.lacks.length > 0 ? <details className="muted"><summary>{t("rightimport.lacks", { n: item.lacks.length })}</summary><ul className="plain">{item.lacks.map((one, i) => <li key={i}>{local(one)}</li>)}</ul></details> : null}
              </li>
            ))}
          </ul>
          {preview.left_out > 0 ? <p className="muted">{t("rightimport.leftOut", { n: preview.left_out })}</p> : null}
        </div>
      ) : null}
      <div className="form-end">
        <Button onClick={onClose}>{t("common.cancel")}</Button>
        <Button type="primary" disabled={writes === 0} loading={busy && preview !== null} onClick={() => void send()} data-testid="rights-import">
          {t("rightimport.send", { n: writes })}
        </Button>
      </div>
    </Drawer>
  );
}
