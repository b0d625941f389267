// A table of goods from a file: what it holds, what it would change and which rows are wrong is shown before anything is kept.
import { App, Button, Drawer, Input } from "antd";
import { useState } from "react";
import { asApiError, type GoodsImportDetail, type GoodsPreview, query, upload } from "../api/client";
import { forget } from "../api/use";
import { useText } from "../i18n";
import { size, visible } from "../lib/format";
import { useFailureText } from "./bits";
import { FilePick } from "./filepick";
import { Changes, useCountsLine } from "./goodsbits";

const kMaxBytes = 32 << 20; // as web/openapi.yaml says of importGoodsTable

export function GoodsUpload({ onClose, onDone }: { onClose: () => void; onDone: (id: string) => void }) {
  const { t, lang, local } = useText();
  const { message } = App.useApp();
  const say = useFailureText();
  const countsLine = useCountsLine();
  const [edition, setEdition] = useState("");
  const [from, setFrom] = useState("");
  const [file, setFile] = useState<File | null>(null);
  const [preview, setPreview] = useState<GoodsPreview | null>(null);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const changed = () => {
    setPreview(null);
    setFailure(null);
  };
  const ask = async <T,>(path: string, then: (answer: T) => void) => {
    if (!file) return;
    setFailure(null);
    if (file.size > kMaxBytes) {
      setFailure(t("imports.tooLarge", { size: size(file.size) }));
      return;
    }
    setBusy(true);
    try {
      then(await upload<T>(`${path}${query({ edition: edition.trim(), from, name: file.name.slice(-200) })}`, file, () => {}));
    } catch (cause) {
      setFailure(say(asApiError(cause)));
    } finally {
      setBusy(false);
    }
  };
  const look = () => ask<GoodsPreview>("/rules/goods/preview", setPreview);
  const keep = () =>
    ask<GoodsImportDetail>("/rules/goods/imports", (kept) => {
      forget("/rules/goods");
      void message.success(t("goods.kept"));
      onDone(kept.id);
    });
  const ready = edition.trim() !== "" && from !== "" && file !== null;
  return (
    <Drawer open onClose={onClose} size={640} title={t("goods.import")} destroyOnHidden>
      <p className="muted">{t("goods.importHint")}</p>
      <div className="goods-form">
        <label htmlFor="goods-edition">{t("goods.editionAsk")}</label>
        <Input
          id="goods-edition"
          value={edition}
          maxLength={60}
          placeholder={t("goods.editionHint")}
          onChange={(event) => {
            setEdition(event.target.value);
            changed();
          }}
        />
        <label htmlFor="goods-from">{t("goods.fromAsk")}</label>
        <Input
          id="goods-from"
          type="date"
          value={from}
          onChange={(event) => {
            setFrom(event.target.value);
            changed();
          }}
        />
      </div>
      <div className="right-acts">
        <FilePick
          id="goods-file"
          accept=".csv,.tsv,.txt,.xlsx"
          disabled={busy}
          onPick={(picked) => {
            setFile(picked);
            changed();
          }}
        >
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
        <div data-testid="goods-preview">
          {preview.refused_total > 0 ? (
            <>
              <p className="alert alert-red" role="alert" data-testid="goods-refused-total">
                {t("goods.refused", { n: preview.refused_total.toLocaleString(lang) })}
              </p>
              <ul className="rows panel" data-testid="goods-refused">
                {preview.refused.map((row, at) => (
                  <li key={at} className="wrap">
                    <strong>{t("goods.line", { n: row.line })}</strong> {visible(local(row.said.text) || row.reason)}
                  </li>
                ))}
              </ul>
              {preview.refused_total > preview.refused.length ? <p className="muted">{t("goods.refusedMore", { n: preview.refused.length })}</p> : null}
            </>
          ) : (
            <p className="try-sum" data-testid="goods-counts">
              {countsLine(preview.counts)}
            </p>
          )}
          {preview.changes ? <Changes changes={preview.changes} replaces={preview.replaces} /> : null}
        </div>
      ) : null}
      <div className="form-end">
        <Button onClick={onClose}>{t("common.cancel")}</Button>
        <Button disabled={!ready} loading={busy && !preview} onClick={() => void look()} data-testid="goods-look-file">
          {t("goods.preview")}
        </Button>
        <Button type="primary" disabled={!ready || !preview || preview.refused_total > 0} loading={busy && preview !== null} onClick={() => void keep()} data-testid="goods-keep">
          {t("goods.keep")}
        </Button>
      </div>
    </Drawer>
  );
}
