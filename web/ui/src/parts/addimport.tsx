// Handing over a file: what it is, from whom, and how far it has got.
import { App, Button, Drawer, Form, Input, Progress, Select } from "antd";
import { useEffect, useRef, useState } from "react";
import { Link } from "react-router-dom";
import { type ApiError, asApiError, call, type Import, type ImportPage, type ImportResult, query, upload } from "../api/client";
import { forget } from "../api/use";
import { useText } from "../i18n";
import { size } from "../lib/format";
import { useErrorText } from "./bits";
import { kPollMillis, takenOf } from "./importbits";

const kMaxBytes = 32 << 20; // as web/openapi.yaml says of POST /imports
const kMaxName = 255; // bytes
const kKinds = ["jsonl", "csv", "xlsx", "warc", "har", "mhtml", "html", "zip"] as const;
const kNames: Record<(typeof kKinds)[number], Import["kind"]> = {
  jsonl: "listings_jsonl", csv: "listings_csv", xlsx: "listings_xlsx", warc: "warc", har: "har", mhtml: "mhtml", html: "html", zip: "archive",
};

interface Fields {
  from?: string;
  as?: string;
}
interface Picked {
  file: File;
  sha256: string;
  before: Import | null; // an import of the same bytes
}

async function digestOf(file: File): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", await file.arrayBuffer());
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

const importOf = async (sha256: string): Promise<Import | null> =>
  (await call<ImportPage>("/imports?limit=200")).items.find((one) => one.sha256 === sha256) ?? null;

// The server takes names of 255 bytes; the end says more than the beginning.
function nameOf(file: File): string {
  let name = file.name || "upload";
  while (new TextEncoder().encode(name).length > kMaxName) name = [...name].slice(1).join("");
  return name;
}

// What was told to the page that opens after it.
export interface Told {
  resumedAfter?: number;
  already?: boolean;
}

export function AddImport({ onClose, onDone }: { onClose: () => void; onDone: (id: string, told: Told) => void }) {
  const { t, named, lang } = useText();
  const { message } = App.useApp();
  const say = useErrorText();
  const [picked, setPicked] = useState<Picked | null>(null);
  const [trouble, setTrouble] = useState<string | null>(null);
  const [failure, setFailure] = useState<ApiError | null>(null);
  const [sent, setSent] = useState<number | null>(null); // share; null: nothing is being sent
  const [going, setGoing] = useState<Import | null>(null);
  const open = useRef(true);
  useEffect(() => {
    open.current = true; // effects run twice in development
    return () => {
      open.current = false;
    };
  }, []);
  const sha256 = picked?.sha256;
  const uploaded = sent === 1;
  // The answer comes when the file is read to its end; until then the list tells.
  useEffect(() => {
    if (!uploaded || !sha256) return;
    const timer = setInterval(() => void importOf(sha256).then((one) => setGoing(one?.state === "running" ? one : null), () => {}), kPollMillis);
    return () => clearInterval(timer);
  }, [uploaded, sha256]);

  const pick = async (file: File | undefined) => {
    setPicked(null);
    setFailure(null);
    setTrouble(null);
    if (!file) return;
    if (file.size > kMaxBytes) return setTrouble(t("imports.tooLarge", { size: size(file.size) }));
    if (file.size === 0) return setTrouble(t("imports.tooEmpty"));
    try {
      const digest = await digestOf(file);
      setPicked({ file, sha256: digest, before: await importOf(digest).catch(() => null) });
    } catch {
      setTrouble(t("imports.required"));
    }
  };
  const send = async (fields: Fields) => {
    if (!picked) return setTrouble(t("imports.required"));
    setFailure(null);
    setGoing(null);
    setSent(0);
    const { before } = picked;
    try {
      const done = await upload<ImportResult>(
        `/imports${query({ name: nameOf(picked.file), from: fields.from?.trim(), as: fields.as })}`,
        picked.file,
        setSent,
      );
      forget("/imports");
      const resumed = before?.state === "running" && before.id === done.id && !done.already_done;
      if (open.current) onDone(done.id, { already: done.already_done, ...(resumed ? { resumedAfter: before.records } : {}) });
      else void message.success(`${picked.file.name}: ${t("imports.said", { n: done.records, listings: done.listings, pages: done.pages, bad: done.refused_count })}`);
    } catch (cause) {
      forget("/imports");
      const error = asApiError(cause);
      if (open.current) setFailure(error);
      else void message.error(`${picked.file.name}: ${say(error)}`);
      setSent(null);
    }
  };
  const busy = sent !== null;
  const number = (n: number) => n.toLocaleString(lang);
  const progress = !busy
    ? null
    : !uploaded
      ? t("imports.sending", { p: Math.round(100 * sent) })
      : going
        ? t("imports.reading", { n: number(going.records), good: number(takenOf(going)), bad: number(going.refused_count) })
        : t("imports.readingSoon");
  return (
    <Drawer open onClose={onClose} size={480} title={t("imports.add")} destroyOnHidden>
      {failure ? (
        <div className="alert alert-red" role="alert">
          <p>{failure.code === "offline" && picked ? t("imports.lost") : say(failure)}</p>
          {failure.detail ? <p className="mono wrap">{failure.detail}</p> : null}
        </div>
      ) : null}
      <Form<Fields> layout="vertical" requiredMark={false} onFinish={(fields) => void send(fields)} disabled={busy}>
        <Form.Item
          label={t("imports.file")}
          htmlFor="import-file"
          extra={t("imports.chooseHint")}
          {...(trouble ? { validateStatus: "error" as const, help: <span role="alert">{trouble}</span> } : {})}
        >
          <label htmlFor="import-file" className="filepick">
            {t("imports.choose")}
          </label>
          <input id="import-file" className="unseen" type="file" disabled={busy} onChange={(event) => void pick(event.target.files?.[0])} />{" "}
          <span className={picked ? "wrap" : "muted"}>{picked ? `${picked.file.name} · ${size(picked.file.size)}` : t("imports.none")}</span>
        </Form.Item>
        {picked?.before && !busy ? (
          <div className={picked.before.state === "done" ? "alert alert-green" : "alert alert-amber"} role="status" data-testid="import-before">
            <p>{picked.before.state === "done" ? t("imports.before") : t("imports.wasCut", { n: number(picked.before.records) })}</p>
            <Link to={`/imports/${picked.before.id}`}>{t("imports.open")}</Link>
          </div>
        ) : null}
        <Form.Item name="from" label={t("imports.fromLabel")} extra={t("imports.fromHint")}>
          <Input maxLength={200} autoComplete="off" />
        </Form.Item>
        <Form.Item name="as" label={t("imports.kind")}>
          <Select allowClear placeholder={t("imports.auto")} options={kKinds.map((kind) => ({ value: kind, label: named("imports.kind", kNames[kind]) }))} />
        </Form.Item>
        {busy ? (
          <div className="import-progress" role="status">
            <Progress percent={Math.round(100 * sent)} showInfo={false} status={uploaded ? "active" : "normal"} aria-label={progress ?? ""} />
            <p>{progress}</p>
            {uploaded ? <p className="muted">{t("imports.mayLeave")}</p> : null}
          </div>
        ) : null}
        <div className="form-end">
          <Button onClick={onClose} disabled={false}>
            {t(busy ? "common.close" : "common.cancel")}
          </Button>
          <Button type="primary" htmlType="submit" loading={busy} data-testid="import-send">
            {t("imports.send")}
          </Button>
        </div>
      </Form>
    </Drawer>
  );
}
