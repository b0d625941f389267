// YAML as text, typed or read from a file; a long text scrolls in its own field.
import { Input } from "antd";
import { useText } from "../i18n";

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
      <label htmlFor={`${id}-file`} className="filepick">
        {t("rules.upload")}
      </label>
      <input
        id={`${id}-file`}
        className="unseen"
        type="file"
        accept=".yaml,.yml,.txt"
        onChange={(event) => {
          const file = event.target.files?.[0];
          event.target.value = ""; // the same file may be chosen again
          if (file) void take(file);
        }}
      />
    </div>
  );
}
