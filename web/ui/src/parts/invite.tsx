// Inviting a person, or changing what a person may.
import { App, Form, Input, Select } from "antd";
import { type Account, call, type Invited, type InvitationRequest, type Organisation, type RoleName } from "../api/client";
import { useGet } from "../api/use";
import { useText } from "../i18n";
import { useSend } from "../lib/send";
import { FormModal } from "./formmodal";

const kRoles: RoleName[] = ["administrator", "head", "officer", "reviewer", "approver", "sender", "holder", "agent", "platform", "auditor", "spotter"];
const kRegion = /^([0-9]{2}){1,3}$/;

interface Fields {
  login?: string;
  display_name?: string;
  org?: string;
  roles: RoleName[];
  regions?: string[];
  rights?: string[];
}

// What both forms have: roles, regions, rights.
function May() {
  const { t, named } = useText();
  return (
    <>
      <Form.Item name="roles" label={t("people.roles")} rules={[{ required: true, message: t("people.needed") }]}>
        <Select mode="multiple" aria-label={t("people.roles")} options={kRoles.map((value) => ({ value, label: named("role", value) }))} />
      </Form.Item>
      <Form.Item
        name="regions"
        label={t("people.regions")}
        extra={t("people.regionsHint")}
        rules={[{ validator: (_, regions?: string[]) => ((regions ?? []).every((one) => kRegion.test(one)) ? Promise.resolve() : Promise.reject(new Error(t("orgs.badRegion")))) }]}
      >
        <Select mode="tags" open={false} suffixIcon={null} tokenSeparators={[" ", ","]} aria-label={t("people.regions")} />
      </Form.Item>
      <Form.Item name="rights" label={t("people.rights")} extra={t("people.rightsHint")}>
        <Select mode="tags" open={false} suffixIcon={null} tokenSeparators={[" ", ","]} aria-label={t("people.rights")} />
      </Form.Item>
    </>
  );
}

export function Invite({ onClose, onDone }: { onClose: () => void; onDone: (invited: Invited) => void }) {
  const { t } = useText();
  const [form] = Form.useForm<Fields>();
  const { busy, failure, send } = useSend();
  const { data } = useGet<{ items: Organisation[] }>("/organisations?limit=200");
  const organisations = (data?.items ?? []).filter((one) => !one.disabled);
  const invite = (fields: Fields) =>
    send(async () => {
      const body: InvitationRequest = {
        login: fields.login?.trim() ?? "", roles: fields.roles, regions: fields.regions ?? [], rights: fields.rights ?? [],
        ...(fields.display_name?.trim() ? { display_name: fields.display_name.trim() } : {}), ...(fields.org ? { org: fields.org } : {}),
      };
      onDone(await call<Invited>("/invitations", { method: "POST", body }));
    });
  return (
    <FormModal
      title={t("people.invite")}
      submitId="invite-send"
      form={form}
      busy={busy}
      failure={failure}
      intro={<p className="muted form-says">{t("people.inviteTouches")}</p>}
      onSend={(fields) => void invite(fields)}
      onClose={onClose}
    >
      <div className="form-row">
        <Form.Item name="login" label={t("people.login")} rules={[{ required: true, pattern: /^[a-z0-9._-]{2,40}$/, message: t("people.loginHint") }]}>
          <Input autoFocus autoComplete="off" maxLength={40} />
        </Form.Item>
        <Form.Item name="display_name" label={t("people.name")}>
          <Input autoComplete="off" maxLength={60} />
        </Form.Item>
      </div>
      <Form.Item name="org" label={t("people.organisation")}>
        <Select
          allowClear
          showSearch={{ optionFilterProp: "label" }}
          aria-label={t("people.organisation")}
          placeholder={t("orgs.own")}
          options={organisations.map((one) => ({ value: one.id, label: one.name }))}
        />
      </Form.Item>
      <May />
    </FormModal>
  );
}

export function ChangePerson({ account, onClose, onDone }: { account: Account; onClose: () => void; onDone: () => void }) {
  const { t } = useText();
  const { message } = App.useApp();
  const [form] = Form.useForm<Fields>();
  const { busy, failure, send } = useSend();
  return (
    <FormModal
      title={`${t("people.change")} ${account.login}`}
      submitId="change-send"
      form={form}
      initial={{ display_name: account.display_name, roles: account.roles, regions: account.regions, rights: account.rights }}
      busy={busy}
      failure={failure}
      intro={<p className="muted form-says">{t("people.changeTouches")}</p>}
      onSend={(fields) =>
        void send(async () => {
          const body = { display_name: fields.display_name?.trim() ?? "", roles: fields.roles, regions: fields.regions ?? [], rights: fields.rights ?? [] };
          await call<Account>(`/accounts/${account.id}`, { method: "PATCH", body, version: account.row_version });
          void message.success(t("people.changed"));
          onDone();
        })
      }
      onClose={onClose}
    >
      <Form.Item name="display_name" label={t("people.name")}>
        <Input autoComplete="off" maxLength={60} />
      </Form.Item>
      <May />
    </FormModal>
  );
}
