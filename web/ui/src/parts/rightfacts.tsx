// A right as it is registered: facts, pictures, documents, who may sell.
import type { RightDetail, RightForm } from "../api/client";
import { useGet } from "../api/use";
import { useText } from "../i18n";
import { money, size, visible } from "../lib/format";
import { asked } from "../lib/registration";
import { Digest, Fact, When } from "./bits";
import { PictureView } from "./picture";

// Shown elsewhere on the page.
const kElsewhere = new Set(["kind", "id", "title", "images", "documents", "authorised_sellers", "genuine_tells", "fake_tells", "declared", "status_checked_at"]);

function at(object: Record<string, unknown>, key: string): unknown {
  return key.split(".").reduce<unknown>((held, part) => (held && typeof held === "object" ? (held as Record<string, unknown>)[part] : undefined), object);
}

export function RightFacts({ right: detail }: { right: RightDetail }) {
  const { t, local, lang } = useText();
  const form = useGet<RightForm>("/rights/form");
  const right = detail.right as unknown as Record<string, unknown>;
  const glue = lang === "zh" ? "、" : ", ";
  const sellers = detail.right.authorised_sellers ?? [];
  const pictures = detail.pictures ?? [];
  const documents = detail.documents ?? [];
  const textOf = (value: unknown, choices: RightForm["fields"][number]["choices"] = []): string => {
    if (Array.isArray(value)) return value.map((one) => String(one)).join(glue);
    if (value === true) return t("registration.yes");
    if (value && typeof value === "object") return money(value as never);
    const name = choices.find((one) => one.value === value)?.name;
    return name ? local(name) : typeof value === "string" || typeof value === "number" ? String(value) : "";
  };
  const documentName = (kind: string) => local(form.data?.documents.find((one) => one.kind === kind)?.name ?? kind);
  return (
    <div className="right-cols">
      <section className="panel pad">
        <h2>{t("rights.registered")}</h2>
        <dl className="facts facts-wide">
          {(form.data?.fields ?? [])
            .filter((field) => !kElsewhere.has(field.key) && asked(field, detail.kind))
            .map((field) => [field, textOf(at(right, field.key), field.choices)] as const)
            .filter(([, text]) => text)
            .map(([field, text]) => (
              <Fact key={field.key} label={local((field.labels as Record<string, Record<string, string>> | null)?.[detail.kind] ?? field.label)}>
                <span className="wrap">{visible(text)}</span>
              </Fact>
            ))}
          <Fact label={t("rights.lookedUp")}>
            {detail.status_checked_at ? <span className="num">{detail.status_checked_at.slice(0, 10)}</span> : <span className="muted">{t("rights.neverLookedUp")}</span>}
          </Fact>
        </dl>
      </section>
      <section className="panel pad">
        <h2>{t("rights.pictures")}</h2>
        {pictures.length === 0 ? <p className="muted">{t("flag.noMarkPicture")}</p> : null}
        <div className="right-pictures">
          {pictures.map((picture, i) => (
            <figure key={picture.sha256 ?? i}>
              <PictureView sha256={picture.sha256} alt={picture.name ?? ""} />
              {picture.name ? <figcaption className="muted clip">{visible(picture.name)}</figcaption> : null}
            </figure>
          ))}
        </div>
      </section>
      <section className="panel pad" data-testid="documents">
        <h2>
          {t("rights.documents")} <span className="muted num">{documents.length}</span>
        </h2>
        {documents.length === 0 ? <p className="muted">{t("rights.noDocuments")}</p> : null}
        <ul className="plain">
          {documents.map((document) => (
            <li key={`${document.kind}-${document.sha256}`} className="right-document">
              <strong>{documentName(document.kind)}</strong>{" "}
              <a className="wrap" href={`/api/v1/rights/${detail.id}/documents/${document.sha256}`} target="_blank" rel="noreferrer">
                {visible(document.name)}
              </a>{" "}
              <span className="muted">
                {size(document.size)} · {t("rights.version")} {document.version} · <When time={document.created_at} />
              </span>{" "}
              <Digest value={document.sha256} />
            </li>
          ))}
        </ul>
      </section>
      <section className="panel pad">
        <h2>
          {t("flag.authorised")} <span className="muted num">{sellers.length}</span>
        </h2>
        {sellers.length === 0 ? <p className="muted">{t("rights.noAuthorised")}</p> : null}
        <ul className="plain">
          {sellers.map((seller, i) => (
            <li key={i}>
              {visible(seller.name || seller.id || "")}{" "}
              <span className="muted">
                {[seller.platform, seller.name ? seller.id : null, seller.valid_from || seller.valid_to ? `${seller.valid_from ?? "…"} – ${seller.valid_to ?? "…"}` : null].filter(Boolean).join(" · ")}
              </span>
            </li>
          ))}
        </ul>
      </section>
    </div>
  );
}
