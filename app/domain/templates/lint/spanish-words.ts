import type { Phrases } from "./phrases";

/** The counterpart of the English list, not a translation of it: what is written in Spanish to this end. */
export const spanishWords: readonly Phrases[] = [
  {
    kind: "threat",
    instead: "Say what happens next and no more: a person at your business looks at it and decides.",
    phrases: [
      ...["acción legal", "acciones legales", "medidas legales", "vía legal", "vías legales"],
      ...["consecuencias legales", "proceso legal", "procedimiento legal", "por lo legal", "legalmente"],
      ...["demanda", "demandas", "demandar*", "demandado", "demandada", "juicio", "juzgado*", "tribunal*"],
      ...["juez", "jueces", "sentencia", "citatorio", "abogado*", "abogada*", "bufete", "despacho jurídico"],
      ...["judicial*", "jurídic*", "policía*", "arrest*", "cárcel", "prisión", "delito*", "penal", "fraude*"],
      ...["historial crediticio", "historial de crédito", "puntaje de crédito", "puntaje crediticio"],
      ...["puntuación de crédito", "buró de crédito", "buro", "reporte de crédito", "informe de crédito"],
      ...["central de riesgo", "lista de morosos", "registro de morosos", "lista negra", "asnef"],
      ...["agencia de cobro*", "agencia de cobranza*", "empresa de cobro*", "despacho de cobranza"],
      ...["cobrador*", "cobranza", "cobranza externa", "cobro judicial", "cobro externo"],
      ...["embarg*", "incaut*", "desahuci*", "ejecución", "alguacil*", "sanción", "sanciones", "sancionar*"],
      ...["atenerse a las consecuencias", "atenga a las consecuencias", "graves consecuencias"],
      ...["su empleador", "su jefe", "su familia", "sus vecinos", "sabemos dónde"],
    ],
  },
  {
    kind: "shaming",
    instead: "Leave the judgement out: say the amount and ask when it will be paid.",
    phrases: [
      ...["irresponsab*", "vergüenza", "vergonzos*", "avergon*", "avergüen*", "culpable*", "culpa"],
      ...["decepcion*", "decepción", "inaceptable*", "inadmisible*", "indignante*", "intolerable*"],
      ...["moroso*", "morosa*", "morosidad", "mal pagador", "mala pagadora", "sinvergüenza*", "tramposo*"],
      ...["deshonest*", "mentiroso*", "ladrón", "ladrona", "robo", "estafa*", "excusas", "sin excusa*"],
      ...["ha ignorado", "ignorar nuestr*", "ignora nuestr*", "se niega a pagar", "se ha negado"],
      ...["negativa a pagar", "no ha cumplido", "incumplimiento", "incumplid*", "negligen*"],
      ...["deuda", "deudas", "deudor", "deudora", "deudores", "adeuda", "adeudo", "gente como usted"],
      ...["gente honrada", "debería saber"],
    ],
  },
  {
    kind: "false_urgency",
    instead: "Name the day it was due and ask for a date; haste that is not real is not believed twice.",
    phrases: [
      ...["último aviso", "última advertencia", "última oportunidad", "último llamado", "última llamada"],
      ...["aviso final", "advertencia final", "requerimiento final", "último requerimiento"],
      ...["último intento", "actúe ya", "actúe ahora", "actúe de inmediato", "acción inmediata"],
      ...["pago inmediato", "de inmediato", "inmediatamente", "atención inmediata", "sin demora"],
      ...["sin dilación", "cuanto antes", "lo antes posible", "ahora mismo", "ya mismo", "urge"],
      ...["urgente", "urgentes", "urgentemente", "urgencia", "en 24 horas", "en 48 horas", "en 72 horas"],
      ...["24 horas", "48 horas", "72 horas", "solo hoy", "sólo hoy", "vence hoy", "caduca"],
      ...["antes de que sea tarde", "demasiado tarde", "no lo deje pasar", "se acaba el tiempo"],
      ...["plazo final", "fecha límite", "último plazo", "no ignore", "acción requerida"],
      ...["cuenta suspendida", "será suspendid*"],
    ],
  },
  {
    kind: "mail_filter",
    instead: "Mail filters look for this in advertising. Say it in other words, or leave it out.",
    phrases: [
      ...["gratis", "gratuito", "gratuita", "100%", "garantizad*", "ganador*", "felicidades", "premio*"],
      ...["haga clic", "haz clic", "pinche aquí", "clic aquí", "click aquí", "oferta*", "promoción*"],
      ...["tiempo limitado", "sin compromiso", "dinero fácil", "ingresos extra", "ahorre", "descuento*"],
      ...["estimado cliente", "estimada cliente", "querido amigo", "estimado señor", "apreciado cliente"],
      ...["verifique su cuenta", "confirme su identidad", "actualice su pago", "contraseña"],
      ...["transferencia urgente", "tarjeta de regalo", "bitcoin", "cripto*", "inversión", "no es spam"],
    ],
  },
];
