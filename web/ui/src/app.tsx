// The shell: who is signed in, the top bar, and one lazily loaded chunk per page.
import { App as AntApp, Spin } from "antd";
import { lazy, Suspense, useCallback, useEffect, useState } from "react";
import { Navigate, Route, Routes, useLocation } from "react-router-dom";
import { ApiError, call, type Me, whenSignedOut } from "./api/client";
import { forget } from "./api/use";
import { TopBar } from "./parts/topbar";
import { Touched } from "./parts/touched";
import { useText } from "./i18n";
import { keptChoices, putBack } from "./lib/choices";
import { homeOf, MeContext } from "./session";
import SignIn from "./pages/signin";

const Queue = lazy(() => import("./pages/queue"));
const FlagPage = lazy(() => import("./pages/flag"));
const Cases = lazy(() => import("./pages/cases"));
const CasePage = lazy(() => import("./pages/case"));
const Evidence = lazy(() => import("./pages/evidence"));
const PackagePage = lazy(() => import("./pages/package"));
const Takedown = lazy(() => import("./pages/takedown"));
const NoticePage = lazy(() => import("./pages/notice"));
const Outbox = lazy(() => import("./pages/outbox"));
const Deadlines = lazy(() => import("./pages/deadlines"));
const CalendarPage = lazy(() => import("./pages/calendar"));
const Tasks = lazy(() => import("./pages/tasks"));
const CounterNotices = lazy(() => import("./pages/counternotices"));
const CounterNoticePage = lazy(() => import("./pages/counternotice"));
const Verify = lazy(() => import("./pages/verify"));
const MeasurePage = lazy(() => import("./pages/measure"));
const Relists = lazy(() => import("./pages/relists"));
const Identifications = lazy(() => import("./pages/identifications"));
const IdentificationPage = lazy(() => import("./pages/identification"));
const CluePage = lazy(() => import("./pages/clue"));
const Reports = lazy(() => import("./pages/reports"));
const Rights = lazy(() => import("./pages/rights"));
const RightPage = lazy(() => import("./pages/right"));
const RightFormPage = lazy(() => import("./pages/rightform"));
const Expiring = lazy(() => import("./pages/expiring"));
const HolderPage = lazy(() => import("./pages/holder"));
const Sellers = lazy(() => import("./pages/sellers"));
const SellerPage = lazy(() => import("./pages/seller"));
const Watches = lazy(() => import("./pages/watches"));
const WatchPage = lazy(() => import("./pages/watch"));
const Sources = lazy(() => import("./pages/sources"));
const SourcePage = lazy(() => import("./pages/source"));
const Rules = lazy(() => import("./pages/rules"));
const RuleNew = lazy(() => import("./pages/rulenew"));
const RulePackPage = lazy(() => import("./pages/rulepack"));
const RuleDraftPage = lazy(() => import("./pages/ruledraft"));
const Crawl = lazy(() => import("./pages/crawl"));
const Imports = lazy(() => import("./pages/imports"));
const ImportPage = lazy(() => import("./pages/import"));
const WorkersPage = lazy(() => import("./pages/workers"));
const Events = lazy(() => import("./pages/events"));
const EventPage = lazy(() => import("./pages/event"));
const LogPage = lazy(() => import("./pages/log"));
const Samples = lazy(() => import("./pages/samples"));
const SampleToJudge = lazy(() => import("./pages/sample"));
const People = lazy(() => import("./pages/people"));
const Organisations = lazy(() => import("./pages/organisations"));
const AccountPage = lazy(() => import("./pages/account"));
const Invitation = lazy(() => import("./pages/invitation"));
const Tips = lazy(() => import("./pages/tips"));
const Assignments = lazy(() => import("./pages/assignments"));
const NotFound = lazy(() => import("./pages/notfound"));

// A one-time code or an invitation comes in the fragment, which no server log sees; it leaves the address at once.
function ofAddress(name: "code" | "invitation"): string | null {
  const code = new URLSearchParams(window.location.hash.slice(1)).get(name);
  if (code) window.history.replaceState(null, "", window.location.pathname + window.location.search);
  return code;
}
const arrivedWith = ofAddress("code");
const invitedBy = ofAddress("invitation");
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
    call<Me>("/session")
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

  if (me === undefined) {
    return (
      <div className="boot" role="status" aria-label={t("common.loading")}>
        <Spin />
      </div>
    );
  }
  if (me === null && invitation) {
    return (
      <Suspense fallback={<div className="boot" role="status" aria-label={t("common.loading")} />}>
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
  if (me === null) return <SignIn code={arrivedWith} offline={offline} onSignedIn={setMe} />;
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
              <Route path="/account" element={<AccountPage onEnrolled={ask} />} />
              <Route path="/people" element={<People />} />
              <Route path="/people/organisations" element={<Organisations />} />
              <Route path="/tips" element={<Tips />} />
              <Route path="/assignments" element={<Assignments />} />
              <Route path="/" element={<Navigate to={homeOf(me)} replace />} />
              <Route path="/flags" element={<Queue />} />
              <Route path="/flags/:id" element={<FlagPage />} />
              {["/samples", "/samples/cleared", "/samples/disagreed", "/samples/figures"].map((path) => (
                <Route key={path} path={path} element={<Samples />} />
              ))}
              <Route path="/samples/judge/:id" element={<SampleToJudge />} />
              <Route path="/cases" element={<Cases />} />
              <Route path="/cases/:id" element={<CasePage />} />
              <Route path="/evidence" element={<Evidence />} />
              <Route path="/evidence/:id" element={<PackagePage />} />
              <Route path="/takedown" element={<Takedown />} />
              <Route path="/notices/:id" element={<NoticePage />} />
              {["/outbox", "/outbox/connectors", "/outbox/messages"].map((path) => (
                <Route key={path} path={path} element={<Outbox />} />
              ))}
              <Route path="/deadlines" element={<Deadlines />} />
              <Route path="/deadlines/calendar" element={<CalendarPage />} />
              <Route path="/tasks" element={<Tasks />} />
              <Route path="/counter-notices" element={<CounterNotices />} />
              <Route path="/counter-notices/:id" element={<CounterNoticePage />} />
              <Route path="/verify" element={<Verify />} />
              <Route path="/verify/relists" element={<Relists />} />
              <Route path="/verify/:id" element={<MeasurePage />} />
              <Route path="/identifications" element={<Identifications />} />
              <Route path="/identifications/:id" element={<IdentificationPage />} />
              <Route path="/clues/:id" element={<CluePage />} />
              <Route path="/reports" element={<Reports />} />
              <Route path="/rights" element={<Rights />} />
              <Route path="/rights/new" element={<RightFormPage />} />
              <Route path="/rights/expiring" element={<Expiring />} />
              <Route path="/rights/:id" element={<RightPage />} />
              <Route path="/rights/:id/edit" element={<RightFormPage />} />
              <Route path="/holder" element={<HolderPage />} />
              <Route path="/sellers" element={<Sellers />} />
              <Route path="/sellers/:id" element={<SellerPage />} />
              <Route path="/watches" element={<Watches />} />
              <Route path="/watches/:id" element={<WatchPage />} />
              <Route path="/sources" element={<Sources />} />
              <Route path="/sources/:id" element={<SourcePage />} />
              <Route path="/rules" element={<Rules />} />
              <Route path="/rules/new" element={<RuleNew />} />
              <Route path="/rules/packs/:pack" element={<RulePackPage />} />
              <Route path="/rules/drafts/:id" element={<RuleDraftPage />} />
              <Route path="/imports" element={<Imports />} />
              <Route path="/imports/:id" element={<ImportPage />} />
              <Route path="/crawl" element={<Crawl />} />
              <Route path="/workers" element={<WorkersPage />} />
              <Route path="/events" element={<Events />} />
              <Route path="/events/:id" element={<EventPage />} />
              <Route path="/log" element={<LogPage />} />
              <Route path="*" element={<NotFound />} />
            </Routes>
            )}
            <Touched />
          </Suspense>
        </main>
      </AntApp>
    </MeContext.Provider>
  );
}
