// Files that prove a right: they stay where they are, the notice names them by their digests.
import { Form } from "antd";
import { useText } from "../i18n";
import { Digest } from "./bits";

export interface Proof {
  name: string;
  sha256: string;
}

const kMaxFiles = 20;

async function proofOf(file: File): Promise<Proof> {
  const digest = await crypto.subtle.digest("SHA-256", await file.arrayBuffer());
  return { name: file.name, sha256: [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("") };
}

export function ProofPick({ proofs, onProofs }: { proofs: Proof[]; onProofs: (proofs: Proof[]) => void }) {
  const { t } = useText();
  return (
    <Form.Item label={t("notices.proofs")} extra={t("notices.proofsHint")} htmlFor="proofs">
      <label htmlFor="proofs" className="filepick">
        {t("notices.choose")}
      </label>
      <input
        id="proofs"
        className="unseen"
        type="file"
        multiple
        onChange={(event) => {
          const files = [...(event.target.files ?? [])].slice(0, kMaxFiles);
          void Promise.all(files.map(proofOf)).then(onProofs, () => onProofs([]));
        }}
      />
      {proofs.map((proof) => (
        <div key={proof.sha256} className="muted">
          {proof.name} <Digest value={proof.sha256} />
        </div>
      ))}
    </Form.Item>
  );
}
