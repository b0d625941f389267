// A time on a clock in Beijing, in a form.
import { Form, Input } from "antd";
import { useText } from "../i18n";
import { beijing, fromBeijing } from "../lib/format";

export const nowField = () => beijing(new Date().toISOString()).replace(" ", "T");

interface Props {
  name: string;
  label: string;
  required?: string; // what to say when it is empty; optional without
  extra?: string;
}

export function TimeField({ name, label, required, extra }: Props) {
  const { t } = useText();
  const check = (_: unknown, value?: string) => {
    if (value ? fromBeijing(value) : !required) return Promise.resolve();
    return Promise.reject(new Error(required ?? t("common.badTime")));
  };
  return (
    <Form.Item name={name} label={label} extra={extra} rules={[{ validator: check }]}>
      <Input type="datetime-local" />
    </Form.Item>
  );
}
