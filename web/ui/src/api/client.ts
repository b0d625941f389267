// Calls of the REST API, typed by web/openapi.yaml.  Every failure is an ApiError.
import type { components } from "./schema";

type Schemas = components["schemas"];
export type Me = Schemas["Me"];
export type FlagRow = Schemas["FlagRow"];
export type FlagPage = Schemas["FlagPage"];
export type FlagDetail = Schemas["FlagDetail"];
export type Hit = Schemas["Hit"];
export type Render = Schemas["Render"];
export type Signal = Schemas["Signal"];
export type Clearing = Schemas["Clearing"];
export type Picture = Schemas["Picture"];
export type Decision = Schemas["Decision"];
export type DecisionRequest = Schemas["DecisionRequest"];
export type DecisionResult = Schemas["DecisionResult"];
export type FlagContext = Schemas["FlagContext"];
export type Reading = Schemas["Reading"];
export type Look = Schemas["Look"];
export type UndoneDecision = Schemas["UndoneDecision"];
export type SellerHistoryPage = Schemas["SellerHistoryPage"];
export type SamePicturePage = Schemas["SamePicturePage"];
export type Sample = Schemas["Sample"];
export type SamplePage = Schemas["SamplePage"];
export type SampleFigures = Schemas["SampleFigures"];
export type Lock = Schemas["LockHolder"];
export type FlagGroup = Schemas["FlagGroup"];
export type FlagGroupDecided = Schemas["FlagGroupDecided"];
export type FlagGroupUndone = Schemas["FlagGroupUndone"];
export type QueueCounts = Schemas["QueueCounts"];
export type SavedFilter = Schemas["SavedFilter"];
export type SavedFilterPage = Schemas["SavedFilterPage"];
export type CasePage = Schemas["CasePage"];
export type CaseDetail = Schemas["CaseDetail"];
export type Notice = Schemas["Notice"];
export type NoticeDeed = Schemas["NoticeDeed"];
export type NoticeTerms = Schemas["NoticeTerms"];
export type NoticePage = Schemas["NoticePage"];
export type NoticeRequest = Schemas["NoticeRequest"];
export type MissingField = Schemas["MissingField"];
export type QueuePage = Schemas["QueuePage"];
export type SimilarMark = Schemas["SimilarMark"];
export type SimilarDevice = Schemas["SimilarDevice"];
export type SimilarMarks = Schemas["SimilarMarks"];
export type GazetteReport = Schemas["GazetteReport"];
export type RightPage = Schemas["RightPage"];
export type RightRow = Schemas["RightRow"];
export type RightDetail = Schemas["RightDetail"];
export type Right = Schemas["Right"];
export type WatchPage = Schemas["WatchPage"];
export type SourcePage = Schemas["SourcePage"];
export type WatchDetail = Schemas["WatchDetail"];
export type WatchQuery = Schemas["WatchQuery"];
export type WatchQueryPage = Schemas["WatchQueryPage"];
export type WatchCoverage = Schemas["WatchCoverage"];
export type SourceDetail = Schemas["SourceDetail"];
export type SourceTested = Schemas["SourceTested"];
export type RulePack = Schemas["RulePack"];
export type RulePackPage = Schemas["RulePackPage"];
export type WholeRulePack = Schemas["WholeRulePack"];
export type RulePackDetail = Schemas["RulePackDetail"];
export type RuleRow = Schemas["RuleRow"];
export type RuleDraft = Schemas["RuleDraft"];
export type RuleDraftDetail = Schemas["RuleDraftDetail"];
export type RuleShadow = Schemas["RuleShadow"];
export type GoodsTable = Schemas["GoodsTable"];
export type GoodsCounts = Schemas["GoodsCounts"];
export type GoodsItem = Schemas["GoodsItem"];
export type GoodsLook = Schemas["GoodsLook"];
export type GoodsChanges = Schemas["GoodsChanges"];
export type GoodsPreview = Schemas["GoodsPreview"];
export type GoodsImport = Schemas["GoodsImport"];
export type GoodsImportDetail = Schemas["GoodsImportDetail"];
export type ShadowSample = Schemas["ShadowSample"];
export type CrawlStatus = Schemas["CrawlStatus"];
export type Import = Schemas["Import"];
export type ImportPage = Schemas["ImportPage"];
export type ImportResult = Schemas["ImportResult"];
export type ImportRefusalPage = Schemas["ImportRefusalPage"];
export type Workers = Schemas["Workers"];
export type Log = Schemas["Log"];
export type LogKey = Schemas["LogKey"];
export type TimeAuthority = Schemas["TimeAuthority"];
export type NewTimeAuthority = Schemas["NewTimeAuthority"];
export type TimeAuthorityCheck = Schemas["TimeAuthorityCheck"];
export type Package = Schemas["Package"];
export type PackageRequest = Schemas["PackageRequest"];
export type PackageDetail = Schemas["PackageDetail"];
export type PackageVerdict = Schemas["PackageVerdict"];
export type PackageFinding = Schemas["PackageFinding"];
export type CustodyLine = Schemas["CustodyLine"];
export type HandOver = Schemas["HandOver"];
export type TrustedTime = Schemas["TrustedTime"];
export type Stats = Schemas["Stats"];
export type EventPage = Schemas["EventPage"];
export type EventRow = Schemas["Event"];
export type Price = Schemas["Price"];
export type LintFinding = Schemas["LintFinding"];
export type LocalText = Schemas["LocalText"];
export type Deadline = Schemas["Deadline"];
export type DeadlinePage = Schemas["DeadlinePage"];
export type DeadlineCalendar = Schemas["DeadlineCalendar"];
export type Subject = Schemas["Subject"];
export type About = Schemas["About"];
export type Said = Schemas["Said"];
export type LookPage = Schemas["LookPage"];
export type Vocabularies = Schemas["Vocabularies"];
export type Task = Schemas["Task"];
export type TaskPage = Schemas["TaskPage"];
export type CounterNotice = Schemas["CounterNotice"];
export type CounterNoticePage = Schemas["CounterNoticePage"];
export type NewCounterNotice = Schemas["NewCounterNotice"];
export type CounterNoticeDeed = Schemas["CounterNoticeDeed"];
export type Measure = Schemas["Measure"];
export type MeasurePage = Schemas["MeasurePage"];
export type MeasureDetail = Schemas["MeasureDetail"];
export type MeasureDeed = Schemas["MeasureDeed"];
export type Relist = Schemas["Relist"];
export type RelistPage = Schemas["RelistPage"];
export type Delivery = Schemas["Delivery"];
export type Connector = Schemas["Connector"];
export type MessagePage = Schemas["MessagePage"];
export type Identification = Schemas["Identification"];
export type IdentificationPage = Schemas["IdentificationPage"];
export type IdentificationAnswer = Schemas["IdentificationAnswer"];
export type Clue = Schemas["Clue"];
export type CluePage = Schemas["CluePage"];
export type ClueDetail = Schemas["ClueDetail"];
export type ClueDeed = Schemas["ClueDeed"];
export type ClueAct = Schemas["ClueAct"];
export type CaseDeed = Schemas["CaseDeed"];
export type FigureReport = Schemas["FigureReport"];
export type FormPage = Schemas["FormPage"];
export type FilledForm = Schemas["FilledForm"];
export type RightForm = Schemas["RightForm"];
export type RightFormField = Schemas["RightFormField"];
export type RightFormDocument = Schemas["RightFormDocument"];
export type RightFinding = Schemas["RightFinding"];
export type RegistrationCheck = Schemas["RegistrationCheck"];
export type RightTells = Schemas["RightTells"];
export type RightWarning = Schemas["RightWarning"];
export type ExpiringRight = RightWarning & { right: Schemas["RightName"] };
export type Alias = Schemas["Alias"];
export type AliasGraph = Schemas["AliasGraph"];
export type AliasEdge = AliasGraph["edges"][number];
export type Chance = Schemas["Chance"];
export type RetroMatch = Schemas["RetroMatch"];
export type RightTrial = Schemas["RightTrial"];
export type TrialResult = Schemas["TrialResult"];
export type TrialFlag = Schemas["TrialFlag"];
export type RightOverview = Schemas["RightOverview"];
export type RightRecord = Schemas["RightRecord"];
export type RightRowOf = Schemas["RightRowOf"];
export type RightsImport = Schemas["RightsImport"];
export type RightsPreview = Schemas["RightsPreview"];
export type SellerRow = Schemas["SellerRow"];
export type SellerDetail = Schemas["SellerDetail"];
export type Organisation = Schemas["Organisation"];
export type OrganisationRequest = Schemas["OrganisationRequest"];
export type Account = Schemas["Account"];
export type Invited = Schemas["Invited"];
export type InvitationShown = Schemas["InvitationShown"];
export type InvitationRequest = Schemas["InvitationRequest"];
export type RoleName = Schemas["RoleName"];
export type OwnAccount = Schemas["OwnAccount"];
export type AuthenticatorBegun = Schemas["AuthenticatorBegun"];
export type RecoveryCodes = Schemas["RecoveryCodes"];
export type SessionPage = Schemas["SessionPage"];
export type TokenPage = Schemas["TokenPage"];
export type TokenMade = Schemas["TokenMade"];
export type Assignment = Schemas["Assignment"];
export type AssignmentPage = Schemas["AssignmentPage"];
export type AssignmentDetail = Schemas["AssignmentDetail"];
export type AssignmentProposal = Schemas["AssignmentProposal"];
export type Tip = Schemas["Tip"];
export type AssignmentsGiven = Schemas["AssignmentsGiven"];

// What a connector's check found; nothing was sent.
export interface ConnectorCheck {
  ok: boolean;
  checks: { what: string; ok: boolean; why: string | null }[];
  request: { method: string; url: string; headers: string[]; body: string } | null;
}
export interface Upload {
  sha256: string;
  content_type: string;
  size: number;
}

export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly detail: string,
    readonly said: LocalText | null = null, // what `detail` says, in both languages, where the server has it
  ) {
    super(detail);
  }
}

// Whatever was thrown, as an error that can be told.
export const asApiError = (cause: unknown) => (cause instanceof ApiError ? cause : new ApiError(0, "internal", ""));

// Told when the session has ended, so that the shell shows the sign-in page.
let onSignedOut: () => void = () => {};
export function whenSignedOut(tell: () => void) {
  onSignedOut = tell;
}

interface Options {
  method?: "GET" | "POST" | "PATCH" | "DELETE";
  body?: unknown;
  version?: number | undefined;
  key?: string; // of a request that makes something new: sent again it makes nothing twice
  signal?: AbortSignal | undefined;
  keepalive?: boolean; // sent although the page goes away
}

// A key that nobody has used; also where the page came without TLS.
export const freshKey = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");

export async function call<T>(path: string, options: Options = {}): Promise<T> {
  const headers: Record<string, string> = { Accept: "application/json" };
  if (options.body !== undefined) headers["Content-Type"] = "application/json";
  if (options.key !== undefined) headers["Idempotency-Key"] = options.key;
  if (options.version !== undefined) headers["If-Match"] = `"${options.version}"`;
  let response: Response;
  try {
    response = await fetch(`/api/v1${path}`, {
      method: options.method ?? "GET",
      headers,
      credentials: "same-origin",
      ...(options.body === undefined ? {} : { body: JSON.stringify(options.body) }),
      ...(options.signal ? { signal: options.signal } : {}),
      ...(options.keepalive ? { keepalive: true } : {}),
    });
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === "AbortError") throw cause;
    throw new ApiError(0, "offline", "");
  }
  if (response.status === 204) return undefined as T;
  return read<T>(response.status, await response.text(), path);
}

// The answer's value, or what it says went wrong.
function read<T>(status: number, text: string, path: string): T {
  let value: unknown = null;
  try {
    value = text ? JSON.parse(text) : null;
  } catch {
    throw new ApiError(status, "internal", "");
  }
  if (status < 200 || status > 299) {
    const problem = (value ?? {}) as { code?: string; detail?: string; title?: string; said?: Said };
    if (status === 401 && path !== "/session") onSignedOut();
    throw new ApiError(status, problem.code ?? "internal", problem.detail ?? problem.title ?? "", problem.said?.text ?? null);
  }
  return value as T;
}

// Takes a file's bytes; unlike a link, it says why it cannot.
export async function takeFile(path: string): Promise<Blob> {
  try {
    const response = await fetch(`/api/v1${path}`, { credentials: "same-origin" });
    return response.ok ? await response.blob() : read<Blob>(response.status, await response.text(), path);
  } catch (cause) {
    throw cause instanceof ApiError ? cause : new ApiError(0, "offline", "");
  }
}

// Sends a file as it is.  `onSent` hears the share that has left, 0 to 1, which fetch does not tell.
export function upload<T>(path: string, file: Blob, onSent: (share: number) => void): Promise<T> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", `/api/v1${path}`);
    request.setRequestHeader("Accept", "application/json");
    request.setRequestHeader("Content-Type", "application/octet-stream");
    request.upload.onprogress = (event) => event.lengthComputable && event.total > 0 && onSent(event.loaded / event.total);
    request.upload.onload = () => onSent(1);
    request.onerror = () => reject(new ApiError(0, "offline", ""));
    request.onload = () => {
      try {
        resolve(read<T>(request.status, request.responseText, path));
      } catch (cause) {
        reject(cause);
      }
    };
    request.send(file);
  });
}

export function query(params: Record<string, string | number | null | undefined>): string {
  const search = new URLSearchParams();
  for (const [key, value] of Object.entries(params)) {
    if (value !== null && value !== undefined && value !== "") search.set(key, String(value));
  }
  const text = search.toString();
  return text ? `?${text}` : "";
}

export const screenshotUrl = (render: string) => `/api/v1/renders/${render}/screenshot`;
export const pictureUrl = (sha256: string) => `/api/v1/pictures/${sha256}`;
