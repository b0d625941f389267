// The keys of a page.
import { Modal } from "antd";
import { type Key, useText } from "../i18n";

export function KeyHelp({ open, onClose, keys }: { open: boolean; onClose: () => void; keys: [string, Key][] }) {
  const { t } = useText();
  return (
    <Modal open={open} onCancel={onClose} footer={null} title={t("flag.help")} width={420} transitionName="" maskTransitionName="">
      <dl className="keys">
        {keys.map(([key, what]) => (
          <div key={key}>
            <dt>
              {key.split(" ").map((part, i) => (part === "/" ? <span key={i}> / </span> : <kbd key={i}>{part}</kbd>))}
            </dt>
            <dd>{t(what)}</dd>
          </div>
        ))}
      </dl>
      <p className="muted">{t("flag.helpIgnored")}</p>
    </Modal>
  );
}
