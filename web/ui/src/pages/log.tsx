// The log's signed state, the keys that sign it, whose time vouches for it, and its backups.
import { App, Button, Table } from "antd";
import { type ReactNode, useRef, useState } from "react";
import { call, type Log, type LogKey, type TimeAuthority, type TimeAuthorityCheck } from "../api/client";
import { useGet } from "../api/use";
import { useText } from "../i18n";
import { saveBlob } from "../lib/export";
import { useSend } from "../lib/send";
import { useMay } from "../session";
import { AddAuthority } from "../parts/addauthority";
import { Copyable, Digest, Empty, Fact, Failure, Heading, Shape, When } from "../parts/bits";
import { LogTabs } from "../parts/logtabs";
import { NotLater, TimeWords, useFocusBack } from "../parts/packagebits";
import { RotateKey } from "../parts/rotatekey";

export default function LogPage() {
  const { t } = useText();
  const { data: log, error, loading, reload } = useGet<Log>("/log");
  return (
    <div className="page">
      <LogTabs />
      <Heading title={t("log.title")} hint={t("log.hint")}>
        <Button onClick={reload} loading={loading && log !== undefined}>
          {t("common.refresh")}
        </Button>
      </Heading>
      {error ? <Failure error={error} onRetry={reload} /> : null}
      {!log && loading ? <Shape rows={10} /> : null}
      {log ? (
        <>
          <Said log={log} />
          <div className="package-cols">
            <div className="case-side">
              <Signed log={log} onChanged={reload} />
              <Backups log={log} />
            </div>
            <div className="case-side">
              <Authorities log={log} onChanged={reload} />
            </div>
          </div>
          <Keys log={log} onChanged={reload} />
        </>
      ) : null}
    </div>
  );
}

// What matters, in words, before any number.
function Said({ log }: { log: Log }) {
  const { t, lang } = useText();
  const n = (value: number) => value.toLocaleString(lang);
  const all = log.events + log.waiting;
  const open = all - (log.checkpoint?.size ?? 0);
  if (log.keys_problem) {
    return (
      <div className="alert alert-red" role="alert" data-testid="log-said">
        <p>
          <strong>{t("log.cannotSign")}</strong>
        </p>
        <p className="mono wrap">{log.keys_problem}</p>
      </div>
    );
  }
  if (!log.checkpoint) {
    return (
      <p className="alert alert-amber" role="status" data-testid="log-said">
        {t("log.neverSigned", { n: n(all) })}
      </p>
    );
  }
  return (
    <p className={log.signed ? "alert alert-green" : "alert alert-amber"} role="status" data-testid="log-said">
      {t(log.signed ? "log.saidSigned" : "log.saidBehind", { n: n(all), size: n(log.checkpoint.size) })}
      {lang === "zh" ? "" : " "}
      {open > 0 ? t(log.signed ? "log.saidOpen" : "log.saidOpenLate", { n: n(open) }) : t("log.saidAll")}
    </p>
  );
}

interface PanelProps {
  id: string;
  title: string;
  failure?: string | null;
  children: ReactNode;
}
function Panel({ id, title, failure, children }: PanelProps) {
  return (
    <section className="panel" aria-labelledby={id}>
      <header className="panel-head">
        <h2 id={id}>{title}</h2>
      </header>
      <div className="pad">
        {failure ? (
          <p className="alert alert-red wrap" role="alert">
            {failure}
          </p>
        ) : null}
        {children}
      </div>
    </section>
  );
}

function Signed({ log, onChanged }: { log: Log; onChanged: () => void }) {
  const { t, lang } = useText();
  const { message } = App.useApp();
  const may = useMay();
  const { busy, failure, send } = useSend();
  const { checkpoint } = log;
  const sign = () =>
    send(async () => {
      const { size } = await call<{ size: number }>("/log/checkpoints", { method: "POST", body: {} });
      void message.success(t("log.signedNow", { size: size.toLocaleString(lang) }));
      onChanged();
    });
  return (
    <Panel id="log-state" title={t("log.state")} failure={failure}>
      {checkpoint ? (
        <dl className="facts">
          <Fact label={t("log.size")}>
            <span className="num">{checkpoint.size.toLocaleString(lang)}</span>
          </Fact>
          <Fact label={t("log.root")}>
            <Digest value={checkpoint.root} ends={10} />
          </Fact>
          <Fact label={t("log.madeAt")}>
            <When time={checkpoint.made_at} />
          </Fact>
          <Fact label={t("log.time")}>
            <TimeWords time={checkpoint.time} /> <NotLater time={checkpoint.time} />
          </Fact>
          <Fact label={t("log.origin")}>
            <span className="mono wrap">{log.origin}</span>
          </Fact>
        </dl>
      ) : null}
      <p className="muted">{t("log.policy", { events: log.policy.checkpoint_events, seconds: log.policy.checkpoint_seconds, hours: log.policy.stamp_hours })}</p>
      <div className="panel-actions">
        {checkpoint ? (
          <Button onClick={() => saveBlob("checkpoint.txt", new Blob([checkpoint.note], { type: "text/plain;charset=utf-8" }))} data-testid="take-checkpoint">
            {t("log.takeCheckpoint")}
          </Button>
        ) : null}
        {may("work.run") ? (
          <Button onClick={() => void sign()} loading={busy} disabled={log.keys_problem !== null} data-testid="sign-now">
            {t("log.signNow")}
          </Button>
        ) : null}
      </div>
      <p className="muted">{t("log.takeWhy")}</p>
    </Panel>
  );
}

function Backups({ log }: { log: Log }) {
  const { t, lang } = useText();
  const { backup } = log;
  return (
    <Panel id="log-backup" title={t("log.backup")}>
      {log.backup_due ? (
        <p className="alert alert-amber" data-testid="backup-due">
          {backup ? t("log.backupDue", { days: log.policy.backup_days }) : t("log.backupNever")}
        </p>
      ) : null}
      {backup ? (
        <dl className="facts">
          <Fact label={t("log.backupAt")}>
            <When time={backup.at} /> · {backup.actor}
          </Fact>
          <Fact label={t("log.backupEvents")}>
            <span className="num">{backup.events.toLocaleString(lang)}</span>
          </Fact>
        </dl>
      ) : null}
      <p className="muted">{t("log.backupHow")}</p>
      <Copyable value="markwarden backup FOLDER" label={t("log.backup")} />
    </Panel>
  );
}

function Authorities({ log, onChanged }: { log: Log; onChanged: () => void }) {
  const { t, local, lang } = useText();
  const may = useMay();
  const [checks, setChecks] = useState<Record<string, TimeAuthorityCheck> | null>(null);
  const { busy, failure, send } = useSend();
  const [adding, setAdding] = useState(false);
  const add = useRef<HTMLButtonElement>(null);
  useFocusBack(adding, add);
  const manages = may("time_authority.manage");
  const ask = () =>
    send(async () => {
      const { items } = await call<{ items: TimeAuthorityCheck[] }>("/time-authorities/check", { method: "POST", body: {} });
      setChecks(Object.fromEntries(items.map((one) => [one.key, one])));
    });
  const n = (value: number) => value.toLocaleString(lang);
  return (
    <Panel id="log-authorities" title={t("log.authorities")} failure={failure}>
      {log.authorities.length === 0 ? (
        <Empty title={t("log.noAuthority")} hint={t("log.noAuthorityHint")} />
      ) : (
        <ul className="rows" data-testid="authorities">
          {log.authorities.map((one) => (
            <AuthorityRow key={one.id} one={one} name={local(one.name)} check={checks?.[one.key]} />
          ))}
        </ul>
      )}
      {log.authorities.length > 0 ? (
        <p className="muted" data-testid="stamps-said">
          {t("log.stamps", { have: n(log.stamps.have), wanted: n(log.stamps.wanted) })}
          {log.stamps.refused > 0 ? ` ${t("log.stampsRefused", { n: n(log.stamps.refused) })}` : ""}
        </p>
      ) : null}
      {log.stamps.last_error ? <p className="muted mono wrap">{log.stamps.last_error}</p> : null}
      {manages ? (
        <div className="panel-actions">
          <Button ref={add} onClick={() => setAdding(true)} data-testid="authority-add">
            {t("log.addAuthority")}
          </Button>
          {log.authorities.length > 0 ? (
            <Button onClick={() => void ask()} loading={busy} data-testid="authority-check">
              {t("log.checkAuthorities")}
            </Button>
          ) : null}
        </div>
      ) : null}
      {adding ? (
        <AddAuthority
          onClose={() => setAdding(false)}
          onDone={() => {
            setAdding(false);
            onChanged();
          }}
        />
      ) : null}
    </Panel>
  );
}

function AuthorityRow({ one, name, check }: { one: TimeAuthority; name: string; check: TimeAuthorityCheck | undefined }) {
  const { t } = useText();
  return (
    <li className="authority">
      <span className="authority-head">
        <strong>{name}</strong>
        <span className={`state state-${!one.enabled ? "quiet" : one.trusted ? "green" : "plain"}`}>{t(!one.enabled ? "log.disabled" : one.trusted ? "log.trusted" : "log.untrusted")}</span>
      </span>
      <span className="mono muted wrap">{one.url}</span>
      <span className="muted">{one.anchors.join(" · ")}</span>
      {check ? (
        <span className={check.ok ? "good" : "bad"} data-testid="authority-answer">
          {check.ok ? t("log.answered", { ms: check.took_ms }) : `${t("log.answeredNot")} ${check.error ?? ""}`} {check.ok ? <When time={check.time} /> : null}
        </span>
      ) : null}
    </li>
  );
}

function Keys({ log, onChanged }: { log: Log; onChanged: () => void }) {
  const { t, named, lang } = useText();
  const may = useMay();
  const [rotating, setRotating] = useState(false);
  const open = useRef<HTMLButtonElement>(null);
  useFocusBack(rotating, open);
  const active = log.keys.filter((key) => key.state === "active").length;
  return (
    <section aria-labelledby="log-keys">
      <div className="second-head">
        <h2 className="second" id="log-keys">
          {t("log.keys")}
        </h2>
        {may("log_key.manage") ? (
          <Button ref={open} onClick={() => setRotating(true)} data-testid="key-rotate">
            {t("log.rotate")}
          </Button>
        ) : null}
      </div>
      <p className="muted">{t("log.keysHint")}</p>
      {log.keys.length === 0 ? (
        <Empty title={t("log.noKey")} hint={t("log.noKeyHint")} />
      ) : (
        <Table<LogKey>
          size="small"
          rowKey="generation"
          pagination={false}
          dataSource={[...log.keys].reverse()}
          scroll={{ x: 880 }}
          columns={[
            { key: "no", title: t("log.keyNo"), width: 70, align: "right", render: (_, key) => <span className="num">{key.generation}</span> },
            { key: "state", title: t("log.keyState"), width: 110, render: (_, key) => <span className={`state state-${key.state === "active" ? "green" : key.state === "lost" ? "red" : "quiet"}`}>{named("log.key", key.state)}</span> },
            { key: "from", title: t("log.keyFrom"), width: 110, align: "right", render: (_, key) => <span className="num">{key.from_size.toLocaleString(lang)}</span> },
            { key: "made", title: t("log.keyMade"), width: 150, render: (_, key) => <When time={key.created_at} /> },
            { key: "until", title: t("log.keyUntil"), width: 150, render: (_, key) => (key.retires_at ? <When time={key.retires_at} /> : <span className="muted">{t("log.keyStays")}</span>) },
            {
              key: "file",
              title: t("log.keyFile"),
              width: 190,
              render: (_, key) => (
                <span>
                  <span className="mono">{key.file}</span> {key.state === "active" && !key.usable ? <span className="bad">{t("log.keyUnusable")}</span> : null}
                </span>
              ),
            },
            { key: "vkey", title: t("log.keyPublic"), render: (_, key) => <Digest value={key.vkey} ends={12} /> },
          ]}
        />
      )}
      {rotating ? (
        <RotateKey
          active={active}
          overlapDays={log.policy.key_overlap_days}
          onClose={() => setRotating(false)}
          onDone={() => {
            setRotating(false);
            onChanged();
          }}
        />
      ) : null}
    </section>
  );
}
