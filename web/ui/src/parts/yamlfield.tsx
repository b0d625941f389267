// YAML as text, typed or read from a file; a long text scrolls in its own field.
import { Input } from "antd";
import { useText } from "../i18n";
import { FilePick } from "./filepick";

const kMaxText = 1 << 20; // as the server takes

export function YamlField({ id, label, value, onChange }: { id: string; label: string; value: string; onChange: (text: string) => void }) {
  const { t } = useText();
  const take = async (file: File) => {
    if (file.size <= kMaxText) onChange(await file.text());
  };
  return (
    <div className="yamlfield">
      <label htmlFor={id}>{label}</label>
      <Input.TextArea id={id} className="mono" value={value} spellCheck={false} autoSize={{ minRows: 10, maxRows: 26 }} onChange={(event) => onChange(event.target.value)} />
      <FilePick id={`${id}-file`} accept=".yaml,.yml,.txt" onPick={(picked) => void take(picked)}>
        {t("rules.upload")}
      </FilePick>
    </div>
  );
}
