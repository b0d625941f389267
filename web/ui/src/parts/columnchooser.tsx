// The button that says which columns of a list are shown, and what it remembers.
import { Button, Checkbox, Popover } from "antd";
import { useState } from "react";
import { useText } from "../i18n";
import { type Choosable, keepColumns, keptColumns, shownOf } from "../lib/columns";
import { useWho } from "../session";

export interface Choice {
  shown: string[];
  show: (keys: string[]) => void;
}

export function useColumns(list: string, all: Choosable[]): Choice {
  const who = useWho();
  const [kept, setKept] = useState(() => keptColumns(who, list));
  const show = (keys: string[]) => {
    keepColumns(who, list, keys);
    setKept(JSON.stringify(keys));
  };
  return { shown: shownOf(kept, all), show };
}

export function ColumnChooser({ choice, columns }: { choice: Choice; columns: (Choosable & { title: string })[] }) {
  const { t } = useText();
  return (
    <Popover
      trigger="click"
      placement="bottomRight"
      content={
        <Checkbox.Group
          className="stack"
          value={choice.shown}
          onChange={(keys) => choice.show(columns.map((one) => one.key).filter((key) => keys.includes(key)))}
          options={columns.map((one) => ({ value: one.key, label: one.title, disabled: one.fixed === true }))}
        />
      }
    >
      <Button data-testid="columns">{t("common.columns")}</Button>
    </Popover>
  );
}
