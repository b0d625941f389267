// Pictures and documents of a right: each goes up at once, is kept by its digest, and belongs to the right when that is saved.
import { Button, Select } from "antd";
import { useState } from "react";
import { asApiError, query, type RightFinding, type RightForm, upload } from "../api/client";
import { useText } from "../i18n";
import { size, visible } from "../lib/format";
import { asked, freeName, isNeeded, type PickedDocument, type PickedFile } from "../lib/registration";
import { Digest, useFailureText } from "./bits";
import { PictureView } from "./picture";

const kMaxBytes = 20 << 20; // as web/openapi.yaml says of handInRightFile
interface Kept {
  sha256: string;
  name: string;
  content_type: string;
  size: number;
}

function useHandIn() {
  const { t } = useText();
  const say = useFailureText();
  const [busy, setBusy] = useState<string | null>(null);
  const [failures, setFailures] = useState<string[]>([]);
  // One after another; what fails is said and the others go on.
  const send = async (purpose: "picture" | "document", files: File[], done: (kept: Kept) => void) => {
    setFailures([]);
    for (const file of files) {
      setBusy(file.name);
      try {
        if (file.size > kMaxBytes) throw new Error(t("registration.fileTooLarge"));
        done(await upload<Kept>(`/rights/files${query({ name: file.name.slice(-200), purpose })}`, file, () => {}));
      } catch (cause) {
        const why = cause instanceof Error && cause.constructor === Error ? cause.message : say(asApiError(cause));
        setFailures((old) => [...old, `${visible(file.name)}: ${why}`]);
      }
    }
    setBusy(null);
  };
  return { busy, failures, send };
}

function Says({ busy, failures }: { busy: string | null; failures: string[] }) {
  const { t } = useText();
  return (
    <>
      <span role="status" className="muted">
        {busy ? `${t("common.fileBusy")} ${visible(busy)}` : ""}
      </span>
      {failures.map((one, i) => (
        <p key={i} className="field-wrong wrap" role="alert">
          {one}
        </p>
      ))}
    </>
  );
}

export function PicturesField({ pictures, onChange }: { pictures: PickedFile[]; onChange: (next: (old: PickedFile[]) => PickedFile[]) => void }) {
  const { t } = useText();
  const { busy, failures, send } = useHandIn();
  return (
    <div data-testid="right-pictures">
      <div className="right-pictures">
        {pictures.map((picture) => (
          <figure key={`${picture.name}-${picture.sha256}`}>
            <PictureView sha256={picture.sha256} alt={picture.name} />
            <figcaption>
              <span className="muted clip">{visible(picture.name)}</span>
              <Button size="small" onClick={() => onChange((old) => old.filter((one) => one !== picture))} aria-label={`${t("registration.remove")} ${picture.name}`}>
                {t("registration.remove")}
              </Button>
            </figcaption>
          </figure>
        ))}
      </div>
      <div className="right-acts">
        <label className="filepick" htmlFor="right-picture-file">
          {t("registration.addPicture")}
        </label>
        <input
          id="right-picture-file"
          className="unseen"
          type="file"
          multiple
          accept="image/png,image/jpeg,image/webp,image/gif"
          onChange={(event) => {
            const files = [...(event.target.files ?? [])];
            event.target.value = "";
            void send("picture", files, (kept) => onChange((old) => (old.some((one) => one.sha256 === kept.sha256) ? old : [...old, { name: freeName(kept.name, old.map((one) => one.name)), sha256: kept.sha256 }])));
          }}
        />
        <Says busy={busy} failures={failures} />
      </div>
    </div>
  );
}

interface DocumentsProps {
  form: RightForm;
  kind: string;
  documents: PickedDocument[];
  findings: RightFinding[];
  onChange: (next: (old: PickedDocument[]) => PickedDocument[]) => void;
}

export function DocumentsField({ form, kind, documents, findings, onChange }: DocumentsProps) {
  const { t, local } = useText();
  const { busy, failures, send } = useHandIn();
  const kinds = form.documents.filter((one) => asked(one, kind));
  const [chosen, setChosen] = useState<string>("certificate");
  const of = kinds.some((one) => one.kind === chosen) ? chosen : (kinds[0]?.kind ?? "other");
  const nameOf = (name: string) => local(form.documents.find((one) => one.kind === name)?.name ?? name);
  return (
    <div data-testid="right-documents">
      <ul className="plain">
        {documents.map((document) => (
          <li key={`${document.kind}-${document.sha256}`} className="right-document">
            <strong>{nameOf(document.kind)}</strong> <span className="wrap">{visible(document.name)}</span> <Digest value={document.sha256} />
            {document.kept ? (
              <span className="muted">{t("registration.documentKept")}</span>
            ) : (
              <Button size="small" onClick={() => onChange((old) => old.filter((one) => one !== document))} aria-label={`${t("registration.remove")} ${document.name}`}>
                {t("registration.remove")}
              </Button>
            )}
          </li>
        ))}
      </ul>
      {findings.length > 0 ? (
        <ul className="plain right-lacks">
          {findings.map((one) => (
            <li key={one.field} className="amber">
              {local(one.text)}
            </li>
          ))}
        </ul>
      ) : null}
      <div className="right-acts">
        <Select
          size="small"
          aria-label={t("registration.documentKind")}
          className="right-document-kind"
          value={of}
          onChange={setChosen}
          options={kinds.map((one) => ({ value: one.kind, label: `${local(one.name)}${isNeeded(one, kind) ? " *" : ""}` }))}
        />
        <label className="filepick" htmlFor="right-document-file">
          {t("registration.addDocument")}
        </label>
        <input
          id="right-document-file"
          className="unseen"
          type="file"
          multiple
          accept=".pdf,.png,.jpg,.jpeg,.webp,.txt,.html,.eml"
          onChange={(event) => {
            const files = [...(event.target.files ?? [])];
            event.target.value = "";
            void send("document", files, (kept) => onChange((old) => (old.some((one) => one.sha256 === kept.sha256 && one.kind === of) ? old : [...old, { kind: of, name: kept.name, sha256: kept.sha256 }])));
          }}
        />
        <span className="muted">{t("registration.documentHint", { size: size(kMaxBytes) })}</span>
        <Says busy={busy} failures={failures} />
      </div>
    </div>
  );
}
