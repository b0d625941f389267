// Filters that people keep: the menu, and keeping the one in the address.
import { App, Button, Checkbox, Dropdown, Form, Input } from "antd";
import { useState } from "react";
import { asApiError, call, type SavedFilter, type SavedFilterPage } from "../api/client";
import { useGet } from "../api/use";
import { useText } from "../i18n";
import { useSend } from "../lib/send";
import { filterOf, searchOf } from "../lib/view";
import { useMay } from "../session";
import { useFailureText } from "./bits";
import { FormModal } from "./formmodal";

interface Fields {
  name: string;
  shared?: boolean;
  standard?: boolean;
}

export function useSavedFilters() {
  return useGet<SavedFilterPage>("/queue/filters");
}

interface Props {
  search: URLSearchParams;
  filters: SavedFilter[];
  onPick: (search: URLSearchParams) => void;
  onChanged: () => void;
}

export function SavedFilters({ search, filters, onPick, onChanged }: Props) {
  const { t } = useText();
  const { message, modal } = App.useApp();
  const say = useFailureText();
  const may = useMay();
  const [saving, setSaving] = useState(false);
  const [form] = Form.useForm<Fields>();
  const { busy, failure, send } = useSend();
  // Parameters in one order, whatever the server's or the address's is.
  const canonical = (of: URLSearchParams) => searchOf(filterOf(of)).toString();
  const at = filters.find((one) => canonical(searchOf(one.filter)) === canonical(search));
  const remove = (filter: SavedFilter) =>
    void modal.confirm({
      title: t("filter.removeTitle", { name: filter.name }),
      okText: t("filter.remove"),
      cancelText: t("common.cancel"),
      transitionName: "",
      maskTransitionName: "",
      onOk: () =>
        call(`/queue/filters/${filter.id}`, { method: "DELETE" }).then(onChanged, (cause: unknown) => void message.error(say(asApiError(cause)))),
    });
  const save = (fields: Fields) =>
    send(async () => {
      await call<SavedFilter>("/queue/filters", {
        method: "POST",
        body: { name: fields.name.trim(), filter: filterOf(search), shared: fields.shared ?? false, default: fields.standard ?? false },
      });
      setSaving(false);
      onChanged();
    });
  const label = (filter: SavedFilter) => `${filter.name}${filter.default ? ` · ${t("filter.default")}` : ""}${filter.mine ? "" : ` · ${filter.owner}`}`;
  return (
    <>
      <Dropdown
        trigger={["click"]}
        menu={{
          selectedKeys: at ? [at.id] : [],
          items: [
            ...filters.map((filter) => ({ key: filter.id, label: label(filter), onClick: () => onPick(searchOf(filter.filter)) })),
            ...(filters.length > 0 ? [{ type: "divider" as const }] : [{ key: "none", label: t("filter.none"), disabled: true }]),
            { key: "save", label: t("filter.save"), disabled: !may("queue.save_filter"), onClick: () => setSaving(true) },
            ...(at?.mine ? [{ key: "remove", label: t("filter.removeThis", { name: at.name }), onClick: () => remove(at) }] : []),
          ],
        }}
      >
        <Button data-testid="saved-filters">{at ? at.name : t("filter.title")} ▾</Button>
      </Dropdown>
      {saving ? (
        <FormModal<Fields>
          title={t("filter.saveTitle")}
          submitId="filter-submit"
          form={form}
          initial={{ name: at?.mine ? at.name : "", shared: at?.mine ? at.shared : false, standard: at?.mine ? at.default : false }}
          busy={busy}
          failure={failure}
          intro={<p className="muted">{t("filter.saveHint")}</p>}
          onSend={(fields) => void save(fields)}
          onClose={() => setSaving(false)}
        >
          <Form.Item name="name" label={t("filter.name")} rules={[{ required: true, whitespace: true, message: t("filter.nameNeeded") }]}>
            <Input autoFocus maxLength={60} />
          </Form.Item>
          <Form.Item name="shared" valuePropName="checked" noStyle>
            <Checkbox>{t("filter.share")}</Checkbox>
          </Form.Item>
          <Form.Item name="standard" valuePropName="checked" noStyle>
            <Checkbox>{t("filter.asDefault")}</Checkbox>
          </Form.Item>
        </FormModal>
      ) : null}
    </>
  );
}
