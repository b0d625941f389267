// What came back by mail, as plain text.
import type { MessagePage } from "../api/client";
import { useText } from "../i18n";
import { visible } from "../lib/format";
import { Digest, State, When } from "./bits";

export type Message = MessagePage["items"][number];

export function MessageRows({ rows }: { rows: Message[] }) {
  const { t, local } = useText();
  const words = (one: Message) => visible(local(one.said?.text) || one.text);
  return (
    <ul className="rows" data-testid="messages">
      {rows.map((one) => (
        <li key={one.id} className="loss">
          <span className="loss-head">
            <span className="strong wrap">{one.subject ? visible(one.subject) : t("outbox.noSubject")}</span>
            <State of="message" state={one.kind} />
          </span>
          <span className="muted wrap">
            {one.from ? visible(one.from) : t("common.unknown")} · <When time={one.received_at} /> · <Digest value={one.raw_sha256} />
          </span>
          <details>
            <summary className="clip">{words(one).slice(0, 120)}</summary>
            <p className="excerpt">{words(one)}</p>
          </details>
        </li>
      ))}
    </ul>
  );
}
