import { createContext, useContext } from "react";

/**
 * What the whole desk is shown in: the vendor's language for amounts and dates, and the vendor's time zone.
 */
export interface DeskSetting {
  language: string;
  timeZone: string;
}

const context = createContext<DeskSetting>({ language: "en-US", timeZone: "UTC" });

export const DeskSettingProvider = context.Provider;

export function useDesk(): DeskSetting {
  return useContext(context);
}
