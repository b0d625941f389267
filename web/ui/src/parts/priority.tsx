// Why a lead stands where it does, in a sentence; the points of each part on hover.
import type { FlagRow } from "../api/client";
import { type Text, useText } from "../i18n";
import { percent } from "../lib/format";
import { Hint } from "./hint";

type Priority = NonNullable<FlagRow["priority"]>;

export function prioritySentence(text: Text, priority: Priority): string {
  const { t } = text;
  const words = priority.parts.flatMap((part) => {
    switch (part.part) {
      case "price":
        return [t("priority.price", { p: percent(part.ratio ?? 0) })];
      case "seller": {
        const values = { n: part.flags ?? 0, years: part.years ?? 0, upheld: part.upheld ?? 0 };
        return [t(values.upheld > 0 ? "priority.sellerUpheld" : "priority.seller", values)];
      }
      case "agreement": {
        const channels = (part.channels ?? []).map((channel) => text.nearest("tag", channel, channel));
        return [t("priority.agreement", { a: channels[0] ?? "", b: channels[1] ?? "" })];
      }
      case "health":
        return [t("priority.health", { n: part.class ?? 0 })];
      case "visibility":
        return [t("priority.visibility", { n: part.sales ?? 0 })];
      case "age":
        return [t("priority.age", { n: part.days ?? 0 })];
      default:
        return [];
    }
  });
  return words.join(text.lang === "zh" ? "；" : "; ");
}

export function PriorityPoints({ priority }: { priority: FlagRow["priority"] }) {
  const { t, named } = useText();
  if (!priority) return <span className="muted">{t("priority.pending")}</span>;
  return (
    <Hint
      title={
        <table className="points">
          <tbody>
            {priority.parts.map((part) => (
              <tr key={part.part}>
                <td>{named("priority.part", part.part)}</td>
                <td className="num">{part.points.toFixed(1)}</td>
              </tr>
            ))}
            <tr>
              <td>{t("priority.formula", { n: priority.version })}</td>
              <td className="num">{priority.points.toFixed(1)}</td>
            </tr>
          </tbody>
        </table>
      }
    >
      <span className="num priority">
        {priority.points.toFixed(1)}
      </span>
    </Hint>
  );
}

export function PrioritySentence({ priority }: { priority: FlagRow["priority"] }) {
  const text = useText();
  const words = priority ? prioritySentence(text, priority) : "";
  return words ? <span className="muted priority-words">{words}</span> : null;
}
