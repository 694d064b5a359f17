import type { Random } from "./random";

export interface DemoDebtor {
  reference: string;
  name: string;
  /** On example.com, which belongs to nobody; empty for a few who gave none. */
  email: string;
  /** From 555-0100 to 555-0199, the numbers kept for fiction; empty for a few. */
  phone: string;
  language: string;
  timeZone: string;
}

const FIRST_NAMES = `
  Amara Ben Carla Dmitri Elena Farid Grace Hana Isaac Jonas Keiko Liam Mateo Nadia Oscar Priya Quentin
  Rosa Samir Tessa Uma Victor Wren Ximena Yusuf Zoe Alma Bruno Chidi Dora Emil Freya Gael Hugo Ines
  Jada Karim Lena Milo Noor`
  .trim()
  .split(/\s+/);

const LAST_NAMES = `
  Abbott Bergström Castillo Dubois Eriksen Fontaine García Haddad Ito Jansen Kowalski Larsen Moreau
  Nguyen Okafor Petrov Quinn Rossi Sørensen Tanaka Ueda Vasquez Whitaker Xu Yilmaz Zimmermann Ashby
  Boateng Cruz Delgado`
  .trim()
  .split(/\s+/);

/** Area codes whose numbers keep one time zone. */
const PLACES: { timeZone: string; areaCodes: string[]; share: number }[] = [
  { timeZone: "America/New_York", areaCodes: ["212", "617", "305", "404", "215"], share: 0.5 },
  { timeZone: "America/Chicago", areaCodes: ["312", "214", "612", "504"], share: 0.2 },
  { timeZone: "America/Denver", areaCodes: ["303", "505", "801"], share: 0.1 },
  { timeZone: "America/Phoenix", areaCodes: ["602", "480"], share: 0.05 },
  { timeZone: "America/Los_Angeles", areaCodes: ["415", "206", "213", "503"], share: 0.12 },
  { timeZone: "Pacific/Honolulu", areaCodes: ["808"], share: 0.03 },
];

/** Every twelfth speaks Spanish; a few have only an email or only a phone, as in any real list. */
export function demoDebtors(count: number, random: Random): DemoDebtor[] {
  const offset = random.below(FIRST_NAMES.length);
  return Array.from({ length: count }, (_, at) => {
    const first = FIRST_NAMES[(at + offset) % FIRST_NAMES.length] ?? "";
    // Stepping by 7 through 30 last names beside 40 first ones repeats no pair within 120 people.
    const last = LAST_NAMES[(at * 7 + Math.floor(at / 30)) % LAST_NAMES.length] ?? "";
    const { timeZone, areaCodes } = placeFor(random.unit());
    const areaCode = areaCodes[random.below(areaCodes.length)] ?? "212";
    return {
      reference: String(1_200 + at * 17).padStart(6, "0"),
      name: `${first} ${last}`,
      email: at % 25 === 7 ? "" : `${plain(first)}.${plain(last)}@example.com`,
      phone: at % 16 === 3 ? "" : `+1 ${areaCode} 555 01${String(at).padStart(2, "0")}`,
      language: at % 12 === 5 ? "es-US" : "en-US",
      timeZone,
    };
  });
}

function placeFor(share: number): (typeof PLACES)[number] {
  let passed = 0;
  for (const place of PLACES) {
    passed += place.share;
    if (share < passed) return place;
  }
  return PLACES[0] ?? { timeZone: "America/New_York", areaCodes: ["212"], share: 1 };
}

function plain(name: string): string {
  return name
    .toLowerCase()
    .replaceAll("ø", "o")
    .normalize("NFKD")
    .replaceAll(/[^a-z]/g, "");
}
