import type { ReactNode } from "react";
import { Body, Container, Head, Html, Link, Preview, Section, Text } from "react-email";
import { darkStyles, look } from "./look";

export interface EmailVendor {
  name: string;
  /** `#rrggbb`. */
  brandColor: string;
  /** One line; the law asks for it in emails of this kind. */
  postalAddress: string;
}

export interface FrameProps {
  vendor: EmailVendor;
  language: string;
  /** What the inbox shows beside the subject. */
  previewText: string;
  /** The largest thing in the email; null where there is none. */
  headline: string | null;
  footer: { why: string | null; unsubscribe: { label: string; url: string } | null };
  children: ReactNode;
}

/**
 * The one look of all emails: the vendor's colour as a rule on top, its name, one large line, and the footer.
 */
export function EmailFrame({ vendor, language, previewText, headline, footer, children }: FrameProps) {
  return (
    <Html lang={language}>
      <Head>
        <meta name="color-scheme" content="light dark" />
        <meta name="supported-color-schemes" content="light dark" />
        {/* As it is: React would escape what a selector needs. */}
        <style dangerouslySetInnerHTML={{ __html: darkStyles }} />
      </Head>
      <Preview>{previewText}</Preview>
      <Body className="page" lang={language} style={look.body}>
        <Container className="card" style={{ ...look.card, borderTop: `6px solid ${vendor.brandColor}` }}>
          <Section tdClassName="inside" style={look.inside}>
            <Text className="ink" style={look.vendor}>
              {vendor.name}
            </Text>
            {headline !== null && (
              <Text className="ink" style={look.amount}>
                {headline}
              </Text>
            )}
            {children}
          </Section>
        </Container>
        <Container style={look.footer}>
          {footer.why !== null && (
            <Text className="quiet" style={look.quiet}>
              {footer.why}
            </Text>
          )}
          <Text className="quiet" style={look.quiet}>
            {vendor.postalAddress}
          </Text>
          {footer.unsubscribe !== null && (
            <Text className="quiet" style={look.quiet}>
              <Link className="link" style={look.link} href={footer.unsubscribe.url}>
                {footer.unsubscribe.label}
              </Link>
            </Text>
          )}
        </Container>
      </Body>
    </Html>
  );
}
