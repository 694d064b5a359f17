import { describe, expect, it } from "vitest";
import { recogniseColumns } from "~/domain/import/columns";

const TENFOLD =
  "reference,debtor ref,name,email,phone,description,issued,due,amount,currency,settled on,amount paid";

describe("columns are recognised by the names that programs give them", () => {
  it.each([
    [
      "Tenfold's own",
      TENFOLD,
      [
        "reference debtorReference name email phone description",
        "issuedOn dueOn amount currency settledOn amountPaid",
      ].join(" "),
    ],
    [
      "the sample file",
      [
        "countrycode,customerID,PaperlessDate,invoiceNumber,InvoiceDate,DueDate,InvoiceAmount",
        "Disputed,SettledDate,PaperlessBill,DaysToSettle,DaysLate",
      ].join(","),
      "country debtorReference - reference issuedOn dueOn amount - settledOn - - -",
    ],
    [
      "QuickBooks",
      "Date,Transaction Type,Num,Customer,Due Date,Amount,Open Balance",
      "issuedOn - reference name dueOn amount amountOutstanding",
    ],
    [
      "Xero",
      [
        "*ContactName,EmailAddress,*InvoiceNumber,Reference,*InvoiceDate,*DueDate,Total",
        "InvoiceAmountPaid,InvoiceAmountDue,Description,Currency",
      ].join(","),
      "name email reference - issuedOn dueOn amount amountPaid amountOutstanding description currency",
    ],
    [
      "Stripe",
      [
        "id,Amount Due,Amount Paid,Amount Remaining,Currency,Customer,Customer Email,Customer Name",
        "Due Date (UTC),Number,Total,Date (UTC)",
      ].join(","),
      "- - amountPaid amountOutstanding currency debtorReference email name dueOn reference amount issuedOn",
    ],
    [
      "FreshBooks",
      "Client Name,Invoice #,Date Issued,Date Due,Amount,Currency,Date Paid",
      "name reference issuedOn dueOn amount currency settledOn",
    ],
    [
      "DATEV",
      "Belegfeld 1;Konto;Kundenname;Belegdatum;Fälligkeit;Umsatz;WKZ Umsatz",
      "reference debtorReference name issuedOn dueOn amount currency",
    ],
  ])("%s", (_program, header, expected) => {
    const names = header.split(/[,;]/);
    const { mapping } = recogniseColumns(names);
    const found = names.map(
      (_, at) => Object.entries(mapping).find(([, column]) => column === at)?.[0] ?? "-",
    );
    expect(found.join(" ")).toBe(expected);
  });
});
