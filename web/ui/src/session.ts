// Who is signed in, and what that account may ask for.
import { createContext, useCallback, useContext } from "react";
import type { Me } from "./api/client";

export const MeContext = createContext<Me | null>(null);

// The service refuses in any case; a page that knows says so beforehand.
export function useMay(): (permission: string) => boolean {
  const me = useContext(MeContext);
  return useCallback((permission: string) => me?.permissions.includes(permission) ?? false, [me]);
}

// By what a browser tells the accounts apart that use it.
export const useWho = (): string => useContext(MeContext)?.login ?? "";

// An account that sees through its rights alone: a holder's or an agent's.
export const seesThroughRights = (me: Me) => me.roles.length > 0 && me.roles.every((role) => role === "holder" || role === "agent");
// Where it begins: the first page of which there is something to see.
export function homeOf(me: Me): string {
  if (seesThroughRights(me)) return "/holder";
  const pages: [string, string][] = [["flag.see", "/flags"], ["tip.see", "/tips"], ["account.manage", "/people"]];
  return pages.find(([permission]) => me.permissions.includes(permission))?.[1] ?? "/account";
}
