// One question to a holder, phone first: large pictures, three answers, a signature; then the signed statement.
import { App, Button, Form, Input } from "antd";
import { useEffect, useState } from "react";
import { Link, useParams } from "react-router-dom";
import { type ApiError, asApiError, call, type Identification, type IdentificationAnswer, pictureUrl, takeFile } from "../api/client";
import { forget, useGet } from "../api/use";
import { useText } from "../i18n";
import { saveBlob } from "../lib/export";
import { money, visible } from "../lib/format";
import { useSend } from "../lib/send";
import { Digest, Fact, Failure, Heading, Shape, State, When } from "../parts/bits";
import { Left } from "../parts/clock";
import { FormModal } from "../parts/formmodal";
import { Verdict } from "../parts/identificationrows";

type Choice = IdentificationAnswer["verdict"];
const kChoices: Choice[] = ["genuine", "fake", "cannot_tell"];
// As the service takes them, in bytes.
const kMaxReasons = 8000;
const kMaxName = 200;

interface Fields {
  reasons: string;
  signer: string;
  position: string;
}

function Pictures({ of }: { of: Identification }) {
  const { t } = useText();
  if (of.pictures.length === 0) return <p className="alert">{t("identify.noPictures")}</p>;
  return (
    <div className="look-pictures">
      {of.pictures.map((sha256, i) => (
        <a key={sha256} href={pictureUrl(sha256)} target="_blank" rel="noreferrer" aria-label={t("identify.enlarge", { n: i + 1 })}>
          <img src={pictureUrl(sha256)} alt={t("identify.picture", { n: i + 1 })} />
        </a>
      ))}
    </div>
  );
}

function Answer({ of, onDone }: { of: Identification; onDone: () => void }) {
  const { t, lang } = useText();
  const { message } = App.useApp();
  const [form] = Form.useForm<Fields>();
  const { busy, failure, send } = useSend();
  const [verdict, setVerdict] = useState<Choice | null>(null);
  const [asked, setAsked] = useState(false);
  const sign = (fields: Fields) => {
    setAsked(true);
    if (!verdict) return;
    void send(async () => {
      const body: IdentificationAnswer = { verdict, reasons: fields.reasons.trim(), signer: fields.signer.trim(), position: fields.position.trim(), language: lang };
      await call<Identification>(`/identifications/${of.id}/answer`, { method: "POST", version: of.row_version, body });
      forget("/identifications");
      void message.success(t("identify.signed"));
      onDone();
    });
  };
  return (
    <section className="panel pad" aria-labelledby="your-answer">
      <h2 id="your-answer">{t("identify.yourAnswer")}</h2>
      <div className="verdicts" role="radiogroup" aria-label={t("identify.yourAnswer")}>
        {kChoices.map((choice) => (
          <button key={choice} type="button" role="radio" aria-checked={verdict === choice} className={verdict === choice ? "verdict-pick here" : "verdict-pick"} onClick={() => setVerdict(choice)} data-verdict={choice}>
            {t(`identify.verdict.${choice}`)}
          </button>
        ))}
      </div>
      {asked && !verdict ? (
        <p className="alert alert-red" role="alert">
          {t("identify.verdictRequired")}
        </p>
      ) : null}
      {failure ? (
        <p className="alert alert-red wrap" role="alert">
          {failure}
        </p>
      ) : null}
      <Form<Fields> form={form} layout="vertical" requiredMark={false} onFinish={sign} onFinishFailed={() => setAsked(true)}>
        <Form.Item name="reasons" label={t("identify.reasons")} extra={t("identify.reasonsHint")} rules={[{ required: true, whitespace: true, message: t("identify.reasonsRequired") }]}>
          <Input.TextArea rows={5} maxLength={kMaxReasons / 3} />
        </Form.Item>
        <div className="form-row">
          <Form.Item name="signer" label={t("identify.signer")} rules={[{ required: true, whitespace: true, message: t("identify.signerRequired") }]}>
            <Input autoComplete="name" maxLength={kMaxName / 3} />
          </Form.Item>
          <Form.Item name="position" label={t("identify.position")} rules={[{ required: true, whitespace: true, message: t("identify.positionRequired") }]}>
            <Input autoComplete="organization-title" maxLength={kMaxName / 3} />
          </Form.Item>
        </div>
        <p className="muted form-says">{t("identify.signTouches")}</p>
        <Button type="primary" htmlType="submit" size="large" block loading={busy} id="answer-submit">
          {t("identify.sign")}
        </Button>
      </Form>
    </section>
  );
}

function Answered({ of }: { of: Identification }) {
  const { t } = useText();
  const [statement, setStatement] = useState<{ bytes: Blob; text: string } | null>(null);
  const [error, setError] = useState<ApiError | null>(null);
  const [round, setRound] = useState(0);
  useEffect(() => {
    let live = true;
    setError(null);
    takeFile(`/identifications/${of.id}/statement`)
      .then(async (bytes) => ({ bytes, text: await bytes.text() }))
      .then(
        (taken) => live && setStatement(taken),
        (cause: unknown) => live && setError(asApiError(cause)),
      );
    return () => {
      live = false;
    };
  }, [of.id, round]);
  return (
    <section className="panel pad" aria-labelledby="holder-answer" data-testid="answered">
      <h2 id="holder-answer">{t("identify.answered")}</h2>
      <p className="answered-word">
        <Verdict verdict={of.verdict} />
      </p>
      <p className="prose wrap">{visible(of.reasons ?? "")}</p>
      <dl className="facts">
        <Fact label={t("identify.signer")}>{t("identify.signedBy", { signer: visible(of.signer ?? ""), position: visible(of.position ?? "") })}</Fact>
        <Fact label={t("identify.statement")}>
          <When time={of.signed_at} /> {of.statement_sha256 ? <Digest value={of.statement_sha256} /> : null}
        </Fact>
      </dl>
      {error ? <Failure error={error} onRetry={() => setRound((n) => n + 1)} /> : null}
      {!statement && !error ? <Shape rows={6} /> : null}
      {statement ? (
        <>
          <pre className="statement" data-testid="statement" tabIndex={0} aria-label={t("identify.statement")}>
            {statement.text}
          </pre>
          <Button onClick={() => saveBlob(`identification-${of.id}.txt`, statement.bytes)} data-testid="statement-take">
            {t("identify.download")}
          </Button>
        </>
      ) : null}
    </section>
  );
}

function Withdraw({ of, onDone }: { of: Identification; onDone: () => void }) {
  const { t } = useText();
  const { message } = App.useApp();
  const [open, setOpen] = useState(false);
  const [form] = Form.useForm<{ reason?: string }>();
  const { busy, failure, send } = useSend();
  return (
    <>
      <Button danger onClick={() => setOpen(true)} data-testid="identify-withdraw">
        {t("identify.withdraw")}
      </Button>
      {open ? (
        <FormModal
          title={t("identify.withdraw")}
          submitId="identify-withdraw-submit"
          form={form}
          busy={busy}
          failure={failure}
          intro={<p className="muted form-says">{t("identify.withdrawTouches")}</p>}
          onSend={({ reason }) =>
            void send(async () => {
              await call<Identification>(`/identifications/${of.id}/withdraw`, { method: "POST", version: of.row_version, body: reason?.trim() ? { reason: reason.trim() } : {} });
              forget("/identifications");
              void message.success(t("identify.withdrawn"));
              setOpen(false);
              onDone();
            })
          }
          onClose={() => setOpen(false)}
        >
          <Form.Item name="reason" label={t("identify.withdrawReason")}>
            <Input.TextArea autoFocus rows={3} maxLength={600} />
          </Form.Item>
        </FormModal>
      ) : null}
    </>
  );
}

export default function IdentificationPage() {
  const { id = "" } = useParams();
  const { t } = useText();
  const { data: of, error, reload } = useGet<Identification>(`/identifications/${id}`);
  if (error) {
    return (
      <div className="page">
        <Failure error={error} onRetry={reload} />
      </div>
    );
  }
  if (!of) {
    return (
      <div className="page">
        <Shape rows={10} />
      </div>
    );
  }
  return (
    <div className="page look">
      <Heading
        title={visible(of.listing.title) || t("identify.title")}
        hint={
          <>
            <State of="identification" state={of.state} />{" "}
            {of.state === "asked" ? (
              <>
                {t("identify.due")} <When time={of.due} /> <Left due={of.due} />
              </>
            ) : null}
          </>
        }
      >
        {of.may.includes("withdraw") ? <Withdraw of={of} onDone={reload} /> : null}
        <Link to="/identifications">{t("identify.toList")}</Link>
      </Heading>
      <section className="panel pad" aria-labelledby="the-question">
        <h2 id="the-question">{t("identify.theQuestion")}</h2>
        <p className="prose wrap look-question">{visible(of.question)}</p>
        <Pictures of={of} />
        <dl className="facts">
          <Fact label={t("identify.right")}>{of.right.title}</Fact>
          <Fact label={t("identify.platform")}>{of.listing.platform}</Fact>
          <Fact label={t("identify.price")}>{of.listing.price ? money(of.listing.price) : t("common.priceUnknown")}</Fact>
          {of.flag ? (
            <Fact label={t("identify.listing")}>
              <Link to={`/flags/${of.flag}`}>{t("identify.flag")}</Link>
            </Fact>
          ) : null}
        </dl>
      </section>
      {of.state === "answered" ? <Answered of={of} /> : null}
      {of.state === "withdrawn" ? <p className="alert">{t("identify.isWithdrawn")}</p> : null}
      {of.state === "asked" && of.may.includes("answer") ? <Answer key={of.row_version} of={of} onDone={reload} /> : null}
      {of.state === "asked" && !of.may.includes("answer") ? <p className="alert alert-amber">{t("identify.waiting")}</p> : null}
    </div>
  );
}
