// The fields of a right's form, each by its type, with what is wrong of it below.
import { Checkbox, Input, Select } from "antd";
import { type ReactNode, useId } from "react";
import type { RightFinding, RightFormField } from "../api/client";
import { useText } from "../i18n";
import { isNeeded, type PriceValue, type SellerRowValue } from "../lib/registration";
import { SellersField } from "./rightsellers";

const kKinds = ["trademark", "copyright", "software", "design_patent", "geographical_indication", "plant_variety", "trade_dress", "heritage"];
const kCurrencies = ["CNY", "USD", "EUR", "RUB", "JPY", "KRW"];

interface Props {
  field: RightFormField;
  kind: string;
  value: unknown;
  onChange: (value: unknown) => void;
  findings: RightFinding[]; // of this field
  locked?: boolean; // cannot be changed any more: the key of a right that is there
}

// Label, hint and findings around an input that is named by them.
export function FieldFrame({ id, label, needed, hint, findings, group, children }: { id: string; label: string; needed: string | null; hint?: string; findings: RightFinding[]; group?: boolean; children: ReactNode }) {
  const { t, local } = useText();
  const refused = findings.filter((one) => one.refuses);
  const body = (
    <>
      {children}
      {hint ? (
        <p className="muted field-hint" id={`${id}-hint`}>
          {hint}
        </p>
      ) : null}
      <div id={`${id}-says`} role={refused.length ? "alert" : undefined}>
        {refused.map((one, i) => (
          <p key={i} className="field-wrong" data-finding={one.code}>
            {local(one.text)}
          </p>
        ))}
      </div>
    </>
  );
  const said = needed ? <span className="muted">{` (${t(needed === "save" ? "registration.needed" : "registration.neededLater")})`}</span> : null;
  return group ? (
    <fieldset className="right-field" data-field={id}>
      <legend>
        {label}
        {said}
      </legend>
      {body}
    </fieldset>
  ) : (
    <div className="right-field" data-field={id}>
      <label htmlFor={id}>
        {label}
        {said}
      </label>
      {body}
    </div>
  );
}

export function RightField({ field, kind, value, onChange, findings, locked }: Props) {
  const { t, local, named, lang } = useText();
  const id = `right-${field.key.replace(".", "-")}`;
  const unique = useId();
  const label = local((field.labels as Record<string, Record<string, string>> | null)?.[kind] ?? field.label);
  const hint = field.hint ? local(field.hint) : undefined;
  const wrong = findings.some((one) => one.refuses);
  const common = { id, "aria-describedby": `${id}-says${hint ? ` ${id}-hint` : ""}`, "aria-invalid": wrong, ...(wrong ? { status: "error" as const } : {}) };
  const frame = { id, label, needed: isNeeded(field, kind) ? (field.needed ?? null) : null, ...(hint ? { hint } : {}), findings };
  const text = typeof value === "string" ? value : "";
  switch (field.type) {
    case "kind":
      return (
        <FieldFrame {...frame}>
          <Select {...common} value={text || undefined} disabled={locked ?? false} onChange={onChange} options={kKinds.map((one) => ({ value: one, label: named("kind", one) }))} />
        </FieldFrame>
      );
    case "choice":
      return (
        <FieldFrame {...frame}>
          <Select {...common} allowClear value={text || undefined} onChange={(next) => onChange(next ?? "")} options={field.choices.map((one) => ({ value: one.value, label: local(one.name) }))} />
        </FieldFrame>
      );
    case "flag":
      return (
        <div className="right-field right-flag" data-field={id}>
          <Checkbox id={id} checked={value === true} onChange={(event) => onChange(event.target.checked)}>
            {hint ? `${label}${lang === "zh" ? "：" : ": "}${hint}` : label}
          </Checkbox>
        </div>
      );
    case "date":
      return (
        <FieldFrame {...frame}>
          <Input {...common} type="date" value={text.slice(0, 10)} onChange={(event) => onChange(event.target.value)} />
        </FieldFrame>
      );
    case "lines":
    case "long":
    case "long_text":
      return (
        <FieldFrame {...frame}>
          <Input.TextArea {...common} rows={field.type === "lines" ? 2 : 4} value={text} onChange={(event) => onChange(event.target.value)} />
        </FieldFrame>
      );
    case "price": {
      const price = (value ?? {}) as PriceValue;
      const set = (part: PriceValue) => onChange({ currency: "CNY", ...price, ...part });
      return (
        <FieldFrame {...frame} group>
          <div className="right-price">
            <Input {...common} aria-label={t("registration.priceFrom")} inputMode="decimal" placeholder={t("registration.priceFrom")} value={price.amount ?? ""} onChange={(event) => set({ amount: event.target.value })} />
            <span aria-hidden="true">–</span>
            <Input id={`${unique}-max`} aria-label={t("registration.priceTo")} inputMode="decimal" placeholder={t("registration.priceTo")} value={price.amount_max ?? ""} onChange={(event) => set({ amount_max: event.target.value })} />
            <Select aria-label={t("registration.currency")} value={price.currency ?? "CNY"} onChange={(currency) => set({ currency })} options={kCurrencies.map((code) => ({ value: code, label: code }))} />
          </div>
        </FieldFrame>
      );
    }
    case "sellers":
      return (
        <FieldFrame {...frame} group>
          <SellersField rows={(value ?? []) as SellerRowValue[]} onChange={onChange} />
        </FieldFrame>
      );
    default:
      return (
        <FieldFrame {...frame}>
          <Input {...common} value={text} disabled={locked ?? false} autoComplete="off" onChange={(event) => onChange(event.target.value)} />
        </FieldFrame>
      );
  }
}
