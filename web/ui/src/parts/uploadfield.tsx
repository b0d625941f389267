// A file that is handed in: it goes up at once, and the form keeps its digest.
import { useEffect, useRef, useState } from "react";
import { asApiError, type Upload, upload } from "../api/client";
import { useText } from "../i18n";
import { size } from "../lib/format";
import { Digest, useFailureText } from "./bits";
import { FilePick } from "./filepick";

export const kMaxHandedIn = 10 << 20; // as web/openapi.yaml says of handInFile

interface Props {
  id: string;
  value?: string | undefined; // SHA-256; of Form.Item
  onChange?: (sha256: string | undefined) => void;
  label: string;
}

export function UploadField({ id, value, onChange, label }: Props) {
  const { t } = useText();
  const say = useFailureText();
  const [share, setShare] = useState<number | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  const [kept, setKept] = useState<{ name: string; bytes: number } | null>(null);
  const alive = useRef(true);
  useEffect(() => {
    alive.current = true;
    return () => {
      alive.current = false;
    };
  }, []);
  const take = async (file: File) => {
    setFailure(null);
    setKept(null);
    onChange?.(undefined);
    if (file.size > kMaxHandedIn) {
      setFailure(t("common.fileTooLarge"));
      return;
    }
    setShare(0);
    try {
      const answer = await upload<Upload>("/uploads", file, (sent) => alive.current && setShare(sent));
      if (!alive.current) return;
      setKept({ name: file.name, bytes: answer.size });
      onChange?.(answer.sha256);
    } catch (cause) {
      if (alive.current) setFailure(say(asApiError(cause)));
    } finally {
      if (alive.current) setShare(null);
    }
  };
  return (
    <div className="uploadfield">
      <FilePick id={id} accept=".pdf,.png,.jpg,.jpeg,.eml,.html,.htm,.txt" onPick={(picked) => void take(picked)}>
        {t("common.file")}
        <span className="unseen">{label}</span>
      </FilePick>
      <span role="status">
        {share !== null ? (
          <span className="muted">
            {t("common.fileBusy")} {Math.round(share * 100)}%
          </span>
        ) : value && kept ? (
          <span className="state state-green" data-testid={`${id}-kept`}>
            {kept.name} · {size(kept.bytes)} · {t("common.fileKept")} <Digest value={value} />
          </span>
        ) : (
          <span className="muted">{t("common.fileKinds")}</span>
        )}
      </span>
      {failure ? (
        <p className="alert alert-red wrap" role="alert">
          {failure}
        </p>
      ) : null}
    </div>
  );
}
