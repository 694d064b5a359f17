/** A state, province or territory: what an address or a number says of the time and the law there. */
export interface Region {
  /** ISO 3166-2. */
  code: string;
  /** Those of its IANA zones whose clocks differ today. */
  zones: readonly string[];
  /** The beginnings of its postal codes, as ranges of which the ends belong to them. */
  postal: string;
}

/**
 * The United States with its territories, Canada and Australia: the countries where the region decides the
 * time or the law. Sources: ISO 3166-2; IANA time zone database 2026c; the first three digits of ZIP codes by
 * state from GeoNames (CC BY 4.0) and USPS Publication 65, one that serves several states standing with
 * each; Canada Post's letters of postal districts; Australia Post's ranges.
 */
export const regions: readonly Region[] = [
  { code: "US-AK", zones: ["America/Anchorage", "America/Adak"], postal: "995-999" },
  { code: "US-AL", zones: ["America/Chicago"], postal: "350-369" },
  { code: "US-AR", zones: ["America/Chicago"], postal: "716-729" },
  { code: "US-AS", zones: ["Pacific/Pago_Pago"], postal: "967" },
  { code: "US-AZ", zones: ["America/Phoenix", "America/Denver"], postal: "850-865" },
  { code: "US-CA", zones: ["America/Los_Angeles"], postal: "900-961" },
  { code: "US-CO", zones: ["America/Denver"], postal: "800-816" },
  { code: "US-CT", zones: ["America/New_York"], postal: "060-069" },
  { code: "US-DC", zones: ["America/New_York"], postal: "200 202-205 569" },
  { code: "US-DE", zones: ["America/New_York"], postal: "197-199" },
  { code: "US-FL", zones: ["America/New_York", "America/Chicago"], postal: "320-339 341-349" },
  { code: "US-GA", zones: ["America/New_York"], postal: "300-319 398-399" },
  { code: "US-GU", zones: ["Pacific/Guam"], postal: "969" },
  { code: "US-HI", zones: ["Pacific/Honolulu"], postal: "967-968" },
  { code: "US-IA", zones: ["America/Chicago"], postal: "500-528" },
  { code: "US-ID", zones: ["America/Boise", "America/Los_Angeles"], postal: "832-838" },
  { code: "US-IL", zones: ["America/Chicago"], postal: "600-629" },
  { code: "US-IN", zones: ["America/Indiana/Indianapolis", "America/Chicago"], postal: "460-479" },
  { code: "US-KS", zones: ["America/Chicago", "America/Denver"], postal: "660-679" },
  { code: "US-KY", zones: ["America/New_York", "America/Chicago"], postal: "400-427" },
  { code: "US-LA", zones: ["America/Chicago"], postal: "700-714" },
  { code: "US-MA", zones: ["America/New_York"], postal: "010-027 055" },
  { code: "US-MD", zones: ["America/New_York"], postal: "205-219" },
  { code: "US-ME", zones: ["America/New_York"], postal: "039-049" },
  { code: "US-MI", zones: ["America/Detroit", "America/Menominee"], postal: "480-499" },
  { code: "US-MN", zones: ["America/Chicago"], postal: "550-567" },
  { code: "US-MO", zones: ["America/Chicago"], postal: "630-658 726" },
  { code: "US-MP", zones: ["Pacific/Saipan"], postal: "969" },
  { code: "US-MS", zones: ["America/Chicago"], postal: "386-397" },
  { code: "US-MT", zones: ["America/Denver"], postal: "590-599" },
  { code: "US-NC", zones: ["America/New_York"], postal: "270-289" },
  { code: "US-ND", zones: ["America/Chicago", "America/Denver"], postal: "580-588" },
  { code: "US-NE", zones: ["America/Chicago", "America/Denver"], postal: "680-693" },
  { code: "US-NH", zones: ["America/New_York"], postal: "030-038" },
  { code: "US-NJ", zones: ["America/New_York"], postal: "070-089" },
  { code: "US-NM", zones: ["America/Denver"], postal: "870-884" },
  { code: "US-NV", zones: ["America/Los_Angeles", "America/Denver"], postal: "889-898" },
  { code: "US-NY", zones: ["America/New_York"], postal: "005 063 100-149" },
  { code: "US-OH", zones: ["America/New_York"], postal: "430-459" },
  { code: "US-OK", zones: ["America/Chicago"], postal: "730-731 734-749" },
  { code: "US-OR", zones: ["America/Los_Angeles", "America/Boise"], postal: "970-979" },
  { code: "US-PA", zones: ["America/New_York"], postal: "150-196" },
  { code: "US-PR", zones: ["America/Puerto_Rico"], postal: "006-007 009" },
  { code: "US-RI", zones: ["America/New_York"], postal: "028-029" },
  { code: "US-SC", zones: ["America/New_York"], postal: "290-299" },
  { code: "US-SD", zones: ["America/Chicago", "America/Denver"], postal: "570-577" },
  { code: "US-TN", zones: ["America/New_York", "America/Chicago"], postal: "370-385" },
  { code: "US-TX", zones: ["America/Chicago", "America/Denver"], postal: "733 739 750-799 885" },
  { code: "US-UT", zones: ["America/Denver"], postal: "840-847" },
  { code: "US-VA", zones: ["America/New_York"], postal: "201 205 220-246" },
  { code: "US-VI", zones: ["America/St_Thomas"], postal: "008" },
  { code: "US-VT", zones: ["America/New_York"], postal: "050-054 056-059" },
  { code: "US-WA", zones: ["America/Los_Angeles"], postal: "980-994" },
  { code: "US-WI", zones: ["America/Chicago"], postal: "530-549" },
  { code: "US-WV", zones: ["America/New_York"], postal: "247-268" },
  { code: "US-WY", zones: ["America/Denver"], postal: "820-831 834" },
  { code: "CA-AB", zones: ["America/Edmonton"], postal: "T" },
  { code: "CA-BC", zones: ["America/Vancouver", "America/Edmonton", "America/Fort_Nelson"], postal: "V" },
  { code: "CA-MB", zones: ["America/Winnipeg"], postal: "R" },
  { code: "CA-NB", zones: ["America/Moncton"], postal: "E" },
  { code: "CA-NL", zones: ["America/St_Johns", "America/Goose_Bay"], postal: "A" },
  { code: "CA-NS", zones: ["America/Halifax"], postal: "B" },
  { code: "CA-NT", zones: ["America/Yellowknife"], postal: "X" },
  {
    code: "CA-NU",
    zones: [
      "America/Iqaluit",
      "America/Rankin_Inlet",
      "America/Resolute",
      "America/Cambridge_Bay",
      "America/Coral_Harbour",
    ],
    postal: "X",
  },
  { code: "CA-ON", zones: ["America/Toronto", "America/Winnipeg", "America/Atikokan"], postal: "K L M N P" },
  { code: "CA-PE", zones: ["America/Halifax"], postal: "C" },
  { code: "CA-QC", zones: ["America/Toronto", "America/Halifax", "America/Blanc-Sablon"], postal: "G H J" },
  { code: "CA-SK", zones: ["America/Regina", "America/Edmonton"], postal: "S" },
  { code: "CA-YT", zones: ["America/Whitehorse"], postal: "Y" },
  { code: "AU-ACT", zones: ["Australia/Sydney"], postal: "0200-0299 2600-2620 2900-2920" },
  {
    code: "AU-NSW",
    zones: ["Australia/Sydney", "Australia/Broken_Hill", "Australia/Lord_Howe"],
    postal: "1000-2599 2611 2619-2899 2921-2999",
  },
  { code: "AU-NT", zones: ["Australia/Darwin"], postal: "0800-0999" },
  { code: "AU-QLD", zones: ["Australia/Brisbane", "Australia/Lindeman"], postal: "4000-4999 9000-9999" },
  { code: "AU-SA", zones: ["Australia/Adelaide"], postal: "0872 5000-5999" },
  { code: "AU-TAS", zones: ["Australia/Hobart"], postal: "7000-7999" },
  { code: "AU-VIC", zones: ["Australia/Melbourne"], postal: "3000-3999 8000-8999" },
  { code: "AU-WA", zones: ["Australia/Perth", "Australia/Eucla"], postal: "0872 6000-6999" },
];
