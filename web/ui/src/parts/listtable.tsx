// A room's list: columns that whoever reads it chooses, and what is shown taken along as it is.
import { Button, Grid, Table } from "antd";
import type { ReactNode } from "react";
import { useText } from "../i18n";
import type { Choosable } from "../lib/columns";
import { saveCsv } from "../lib/export";
import { type Choice, ColumnChooser, useColumns } from "./columnchooser";

export interface ListColumn<T> extends Choosable {
  title: string;
  cell: (row: T) => ReactNode;
  text?: (row: T) => string; // as it is taken along; without it the column is for the hand only
  width?: number;
  align?: "right";
  phone?: boolean; // at phone width too
}

export interface List<T> {
  name: string;
  columns: ListColumn<T>[];
  choice: Choice;
}

export function useList<T>(name: string, columns: ListColumn<T>[]): List<T> {
  return { name, columns, choice: useColumns(name, columns) };
}

const shownColumns = <T,>({ columns, choice }: List<T>) => columns.filter((one) => choice.shown.includes(one.key));

// Chooser and export; `rows` are those that the page shows.
export function ListTools<T>({ list, rows }: { list: List<T>; rows: T[] }) {
  const { t } = useText();
  const take = () => {
    const columns = shownColumns(list).filter((one) => one.text);
    saveCsv(`${list.name}.csv`, columns.map((one) => one.title), rows.map((row) => columns.map((one) => one.text?.(row) ?? "")));
  };
  return (
    <>
      <ColumnChooser choice={list.choice} columns={list.columns.filter((one) => one.title)} />
      <Button disabled={rows.length === 0} onClick={take} data-testid="export">
        {t("common.export")}
      </Button>
    </>
  );
}

interface Props<T> {
  list: List<T>;
  rows: T[];
  loading?: boolean;
  none?: string | undefined;
  rowClassName?: ((row: T) => string) | undefined;
  onOpen?: (row: T) => void;
}

export function ListTable<T extends { id: string }>({ list, rows, loading = false, none, rowClassName, onOpen }: Props<T>) {
  const wide = Grid.useBreakpoint().md ?? true;
  const shown = shownColumns(list);
  if (!wide) return <Stacked columns={shown.filter((one) => one.phone || one.fixed)} rows={rows} loading={loading} none={none} rowClassName={rowClassName} />;
  // What has no width of its own takes the rest.
  const least = shown.reduce((sum, one) => sum + (one.width ?? 240), 0);
  return (
    <Table<T>
      size="small"
      rowKey="id"
      sticky={{ offsetHeader: 44 }}
      pagination={false}
      loading={loading}
      dataSource={rows}
      tableLayout="fixed"
      scroll={{ x: least }}
      {...(none ? { locale: { emptyText: none } } : {})}
      rowClassName={(row) => `list-row ${rowClassName?.(row) ?? ""}`}
      onRow={(row) => ({ onDoubleClick: () => onOpen?.(row) })}
      columns={shown.map(({ key, title, width, align, cell }) => ({ key, title, ...(width ? { width } : {}), ...(align ? { align } : {}), render: (_: unknown, row: T) => cell(row) }))}
    />
  );
}

// At phone width: one below the other, the first on a line of its own.
function Stacked<T extends { id: string }>({ columns, rows, loading, none, rowClassName }: { columns: ListColumn<T>[]; rows: T[]; loading: boolean } & Pick<Props<T>, "none" | "rowClassName">) {
  const [first, ...rest] = columns;
  if (rows.length === 0) return loading || !none ? null : <p className="panel pad muted">{none}</p>;
  return (
    <ul className="panel rows">
      {rows.map((row) => (
        <li key={row.id} className={`list-row ${rowClassName?.(row) ?? ""}`}>
          {first?.cell(row)}
          <div className="list-rest">
            {rest.map((one) => (
              <div key={one.key}>{one.cell(row)}</div>
            ))}
          </div>
        </li>
      ))}
    </ul>
  );
}
