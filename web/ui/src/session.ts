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
