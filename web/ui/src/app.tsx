// The shell: who is signed in, the top bar, and one lazily loaded chunk per page.
import { App as AntApp } from "antd";
import { lazy, Suspense, useCallback, useEffect, useState } from "react";
import { Navigate, Route, Routes, useLocation } from "react-router-dom";
import { ApiError, call, type Me, whenSignedOut } from "./api/client";
import { askEarly, forget, takeEarly } from "./api/use";
import { TopBar } from "./parts/topbar";
import { Touched } from "./parts/touched";
import { useText } from "./i18n";
import { keptChoices, putBack } from "./lib/choices";
import { fetchAhead, kRoutes } from "./routes";
import { homeOf, MeContext } from "./session";

const SignIn = lazy(() => import("./pages/signin"));
const AccountPage = lazy(() => import("./pages/account"));
const Invitation = lazy(() => import("./pages/invitation"));

// A one-time code or an invitation comes in the fragment, which no server log sees; it leaves the address at once.
function ofAddress(name: "code" | "invitation"): string | null {
  const code = new URLSearchParams(window.location.hash.slice(1)).get(name);
  if (code) window.history.replaceState(null, "", window.location.pathname + window.location.search);
  return code;
}
const arrivedWith = ofAddress("code");
const invitedBy = ofAddress("invitation");
if (!arrivedWith && !invitedBy) askEarly("/session");
fetchAhead(window.location.pathname, arrivedWith || invitedBy ? null : new URLSearchParams(window.location.search));
// A link pasted over an open page changes the fragment alone.
window.addEventListener("hashchange", () => {
  if (/[#&](code|invitation)=/.test(window.location.hash)) window.location.reload();
});

export function App() {
  const { t } = useText();
  const [me, setMe] = useState<Me | null | undefined>(undefined);
  const [offline, setOffline] = useState(false);
  const [invitation, setInvitation] = useState(invitedBy);
  const { pathname } = useLocation();

  const ask = useCallback(() => {
    setOffline(false);
    (takeEarly<Me>("/session") ?? call<Me>("/session"))
      .then(setMe)
      .catch((error: unknown) => {
        setMe(null);
        setOffline(error instanceof ApiError && error.code === "offline");
      });
  }, []);
  useEffect(() => {
    whenSignedOut(() => {
      forget();
      setMe(null);
    });
    if (arrivedWith || invitedBy) setMe(null);
    else ask();
  }, [ask]);

  const leave = useCallback(async () => {
    const choices = keptChoices();
    try {
      await call("/session", { method: "DELETE" });
    } finally {
      putBack(choices);
      forget();
      setMe(null);
    }
  }, []);

  // Of our own parts alone: what is shown for a moment builds nothing of the library's.
  const boot = (
    <div className="boot" role="status" aria-label={t("common.loading")}>
      <span className="spinner" />
    </div>
  );
  if (me === undefined) return boot;
  if (me === null && invitation) {
    return (
      <Suspense fallback={boot}>
        <Invitation
          code={invitation}
          onSignedIn={(who) => {
            setInvitation(null);
            setMe(who);
          }}
          onLeave={() => setInvitation(null)}
        />
      </Suspense>
    );
  }
  if (me === null) {
    return (
      <Suspense fallback={boot}>
        <SignIn code={arrivedWith} offline={offline} onSignedIn={setMe} />
      </Suspense>
    );
  }
  return (
    <MeContext.Provider value={me}>
      <AntApp message={{ maxCount: 2, top: 52 }} component={false}>
        <a className="skip" href="#main">
          {t("nav.skip")}
        </a>
        <TopBar me={me} onLeave={leave} />
        <main id="main" tabIndex={-1} className={/^\/(flags|samples\/judge)\/\d+/.test(pathname) ? "main main-flag" : "main"}>
          <Suspense fallback={<div className="shape" role="status" aria-label={t("common.loading")} />}>
            {me.must_enrol ? (
              <AccountPage mustEnrol onEnrolled={ask} />
            ) : (
            <Routes>
              <Route path="/" element={<Navigate to={homeOf(me)} replace />} />
              <Route path="/account" element={<AccountPage onEnrolled={ask} />} />
              {kRoutes.map(({ path, Page }) => (
                <Route key={path} path={path} element={<Page />} />
              ))}
            </Routes>
            )}
            <Touched />
          </Suspense>
        </main>
      </AntApp>
    </MeContext.Provider>
  );
}
