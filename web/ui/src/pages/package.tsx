// One package of evidence: whether it is whole, who signed it, how others verify it, and what happened to it.
import { App, Button, Spin } from "antd";
import { useEffect, useRef, useState } from "react";
import { Link, useParams } from "react-router-dom";
import { asApiError, type PackageDetail, type PackageVerdict, takeFile } from "../api/client";
import { useGet } from "../api/use";
import { useText } from "../i18n";
import { saveBlob } from "../lib/export";
import { shorten, size } from "../lib/format";
import { checkedAt, keyParts, kMaxArchiveBytes } from "../lib/packages";
import { useMay } from "../session";
import { Copyable, Digest, Fact, Failure, Heading, useFailureText, When } from "../parts/bits";
import { Custody } from "../parts/custody";
import { HandOver } from "../parts/handover";
import { NotLater, TimeWords, useFocusBack } from "../parts/packagebits";
import { Findings, Verdict } from "../parts/verdict";

export default function PackagePage() {
  const { id = "" } = useParams();
  const { t } = useText();
  const { data: one, error, loading, reload } = useGet<PackageDetail>(`/packages/${id}`);
  return (
    <div className="page">
      <Heading
        title={<span className="wrap">{one?.name ?? t("evidence.title")}</span>}
        hint={
          <>
            <Link to="/evidence">← {t("evidence.toList")}</Link>
            {one ? (
              <>
                {" · "}
                <Link to={`/cases/${one.case}`}>{t("evidence.openCase")}</Link> · <When time={one.created_at} />
              </>
            ) : null}
          </>
        }
      >
        {one ? (
          <Button onClick={reload} disabled={loading} data-testid="check-again">
            {t("evidence.checkAgain")}
          </Button>
        ) : null}
      </Heading>
      {error ? <Failure error={error} onRetry={reload} /> : null}
      {!one && loading ? (
        <div className="panel pad checking" role="status">
          <Spin aria-hidden /> {t("evidence.checking")}
        </div>
      ) : null}
      {one ? (
        <>
          <Verdict verdict={one.verdict} checkedAt={checkedAt(one.custody)} again={loading} />
          <Actions key={id} one={one} onChanged={reload} />
          <div className="package-cols">
            <div className="case-side">
              <Findings findings={one.verdict.findings} />
              <About one={one} />
            </div>
            <div className="case-side">
              <Signature verdict={one.verdict} captures={one.captures} />
              <Stranger name={one.name} />
            </div>
          </div>
          <Custody lines={one.custody} more={one.custody_more ?? false} />
        </>
      ) : null}
    </div>
  );
}

type Going = "archive" | "record";

function Actions({ one, onChanged }: { one: PackageDetail; onChanged: () => void }) {
  const { t } = useText();
  const { message } = App.useApp();
  const may = useMay();
  const say = useFailureText();
  const [going, setGoing] = useState<Going | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  const [handing, setHanding] = useState(false);
  const open = useRef(true);
  const hand = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    open.current = true; // effects run twice in development
    return () => {
      open.current = false;
    };
  }, []);
  const take = async (what: Going, path: string, name: string) => {
    setGoing(what);
    setFailure(null);
    try {
      saveBlob(name, await takeFile(`/packages/${one.id}/${path}`));
      if (open.current) onChanged();
    } catch (cause) {
      const words = say(asApiError(cause));
      if (open.current) setFailure(words);
      else void message.error(words);
    } finally {
      setGoing(null);
    }
  };
  useFocusBack(handing, hand);
  const large = one.bytes > kMaxArchiveBytes;
  const fit = one.verdict.result === "whole";
  return (
    <>
      <div className="filters package-actions">
        <Button
          {...(fit ? { type: "primary" as const } : {})}
          disabled={large}
          loading={going === "archive"}
          onClick={() => void take("archive", "archive.zip", `${one.name}.zip`)}
          data-testid="take-archive"
        >
          {t("evidence.downloadSize", { size: size(one.bytes) })}
        </Button>
        <Button loading={going === "record"} onClick={() => void take("record", "record.pdf", `${one.name}-record.pdf`)} data-testid="take-record">
          {t("evidence.record")}
        </Button>
        <Button ref={hand} disabled={!may("evidence.export")} onClick={() => setHanding(true)} data-testid="hand-over">
          {t("evidence.handOver")}
        </Button>
      </div>
      {failure ? (
        <p className="alert alert-red wrap" role="alert">
          {failure}
        </p>
      ) : null}
      {large ? (
        <div className="alert">
          <p>{t("evidence.tooLarge", { size: size(one.bytes) })}</p>
          <Copyable value={`markwarden evidence take ${one.id}`} />
        </div>
      ) : null}
      {handing ? (
        <HandOver
          id={one.id}
          result={one.verdict.result}
          onClose={() => setHanding(false)}
          onDone={() => {
            setHanding(false);
            onChanged();
          }}
        />
      ) : null}
    </>
  );
}

function About({ one }: { one: PackageDetail }) {
  const { t, named, lang, local } = useText();
  const authority = one.time?.authority as Record<string, string> | null | undefined;
  return (
    <section className="panel" aria-labelledby="about">
      <header className="panel-head">
        <h2 id="about">{t("evidence.about")}</h2>
      </header>
      <dl className="facts facts-wide pad">
        <Fact label={t("evidence.captures")}>
          <span className="num">{one.captures.toLocaleString(lang)}</span>
        </Fact>
        <Fact label={t("evidence.size")}>
          <span className="num">{size(one.bytes)}</span>
        </Fact>
        <Fact label={t("evidence.language")}>{named("evidence.language", one.language)}</Fact>
        <Fact label={t("evidence.time")}>
          <span data-testid="time-class">
            <TimeWords time={one.time} />
          </span>{" "}
          <NotLater time={one.time} />
        </Fact>
        {authority ? <Fact label={t("evidence.authority")}>{local(authority)}</Fact> : null}
        <Fact label={t("evidence.tokens")}>
          <Tokens stamps={one.verdict.stamps} />
        </Fact>
      </dl>
      <h3 className="sub">{t("evidence.digests")}</h3>
      <dl className="digests pad">
        <dt>{t("evidence.seal")}</dt>
        <dd>
          <Copyable value={one.seal_sha256} label={t("evidence.seal")} />
        </dd>
        <dt>{t("evidence.tagmanifest")}</dt>
        <dd>
          <Copyable value={one.tagmanifest_sha256} label={t("evidence.tagmanifest")} />
        </dd>
      </dl>
    </section>
  );
}

function Tokens({ stamps }: { stamps: PackageVerdict["stamps"] }) {
  const { t, named } = useText();
  if (stamps.length === 0) return <span className="muted">{t("evidence.noTokens")}</span>;
  return (
    <ul className="plain">
      {stamps.map((stamp, i) => (
        <li key={i}>
          {t("evidence.tokenSaid", { of: named("evidence.token", stamp.of), authority: stamp.authority })} <When time={stamp.time} />
          {stamp.policy || stamp.serial ? (
            <span className="muted">
              {stamp.policy ? ` · ${t("evidence.policy", { policy: stamp.policy })}` : null}
              {stamp.serial ? ` · ${t("evidence.serial", { serial: shorten(stamp.serial, 8) })}` : null}
            </span>
          ) : null}
        </li>
      ))}
    </ul>
  );
}

function Signature({ verdict, captures }: { verdict: PackageVerdict; captures: number }) {
  const { t, lang } = useText();
  const signer = keyParts(verdict.key);
  const { checkpoint } = verdict;
  const count = (n: number) => n.toLocaleString(lang);
  return (
    <section className="panel" aria-labelledby="signature" data-testid="signature">
      <header className="panel-head">
        <h2 id="signature">{t("evidence.signature")}</h2>
      </header>
      <dl className="facts facts-wide pad">
        <Fact label={t("evidence.signer")}>
          {signer ? (
            <>
              <span className="strong">{signer.name}</span> <span className="muted mono nowrap">{t("evidence.keyId", { id: signer.id })}</span>
            </>
          ) : verdict.key ? (
            <span className="mono wrap">{verdict.key}</span>
          ) : (
            <span className="state state-red">{t("evidence.keyNone")}</span>
          )}
        </Fact>
        {verdict.key ? (
          <Fact label={t("evidence.key")}>
            <Copyable value={verdict.key} label={t("evidence.key")} />
            <p className="muted">{t("evidence.keyHint")}</p>
          </Fact>
        ) : null}
        {verdict.made_at ? (
          <Fact label={t("evidence.sealedAt")}>
            <When time={verdict.made_at} />
          </Fact>
        ) : null}
        <Fact label={t("evidence.proved")}>
          <span className="num">{t("evidence.provedOf", { n: count(verdict.captures), total: count(captures) })}</span>
        </Fact>
      </dl>
      <h3 className="sub">{t("evidence.checkpoint")}</h3>
      {checkpoint ? (
        <dl className="facts facts-wide pad">
          <Fact label={t("evidence.origin")}>{checkpoint.origin}</Fact>
          <Fact label={t("evidence.logSize")}>
            <span className="num">{count(checkpoint.size)}</span>
          </Fact>
          <Fact label={t("evidence.root")}>
            <Digest value={checkpoint.root} ends={16} />
          </Fact>
        </dl>
      ) : (
        <p className="pad">
          <span className="state state-red">{t("evidence.checkpointNone")}</span>
        </p>
      )}
    </section>
  );
}

function Stranger({ name }: { name: string }) {
  const { t } = useText();
  const ways = [
    ["evidence.way.python", "python3 verify.py"],
    ["evidence.way.program", "markwarden evidence verify ."],
    ["evidence.way.sums", "sha256sum -c manifest-sha256.txt"],
  ] as const;
  return (
    <section className="panel" aria-labelledby="stranger" data-testid="stranger">
      <header className="panel-head">
        <h2 id="stranger">{t("evidence.stranger")}</h2>
      </header>
      <div className="pad">
        <p className="muted">{t("evidence.strangerHint")}</p>
        <dl className="ways">
          <div>
            <dt>{t("evidence.unpack")}</dt>
            <dd>
              <Copyable value={`unzip ${name}.zip && cd ${name}`} />
            </dd>
          </div>
          {ways.map(([key, command]) => (
            <div key={key}>
              <dt>{t(key)}</dt>
              <dd>
                <Copyable value={command} />
              </dd>
            </div>
          ))}
        </dl>
        <p className="muted">{t("evidence.wayKey")}</p>
      </div>
    </section>
  );
}
