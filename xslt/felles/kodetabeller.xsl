<?xml version="1.0" encoding="UTF-8"?>
<!-- SPDX-License-Identifier: Apache-2.0 -->
<!--
  Kodetabeller: Noark 4-koder til verdiene i metadatakatalogen til Noark 5, og tilbake. Én mal for hver tabell og vei.
  Koder leses uten hensyn til blanke og små eller store bokstaver. Alle tabellene er totale: en ukjent kode gir
  standardverdien og funn OM-020 (eller OM-023 når elementet heller utelates), og en tom gir standardverdien stille.

  Skrevet som xsl:choose: tabeller i variabler eller i document('') kostet målt 40 % av en hel omforming.
  Felles parameter: felt (noden i kilden). Felles resultat: verdien i arkivmelding.
-->
<xsl:stylesheet version="1.0"
    xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:n="http://www.arkivverket.no/standarder/noark5/arkivmelding"
    exclude-result-prefixes="n">

  <xsl:variable name="smaa" select="'abcdefghijklmnopqrstuvwxyzæøå'"/>
  <xsl:variable name="store" select="'ABCDEFGHIJKLMNOPQRSTUVWXYZÆØÅ'"/>

  <!-- jpNdoktype (NOARKDOKTYPE). Standard: meldingen er en post avsenderen har sendt. -->
  <xsl:template name="kode-journalposttype">
    <xsl:param name="felt" select="."/>
    <xsl:variable name="kode" select="translate(normalize-space($felt), $smaa, $store)"/>
    <xsl:choose>
      <xsl:when test="$kode = 'U'">Utgående dokument</xsl:when>
      <xsl:when test="$kode = 'I'">Inngående dokument</xsl:when>
      <xsl:when test="$kode = 'N'">Organinternt dokument for oppfølging</xsl:when>
      <xsl:when test="$kode = 'X'">Organinternt dokument uten oppfølging</xsl:when>
      <xsl:when test="$kode = 'S'">Saksframlegg</xsl:when>
      <xsl:otherwise>
        <xsl:text>Utgående dokument</xsl:text>
        <xsl:call-template name="ukjent-kode">
          <xsl:with-param name="felt" select="$felt"/>
          <xsl:with-param name="tabell" select="'journalposttype'"/>
        </xsl:call-template>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!--
    jpStatus (JOURNSTATUS). F og R følger det integrasjonspunktet har gjort siden 2017; innstillingen
    journalstatus-tabell med verdien «noark4» leser F slik Noark 4 gjør: ferdig fra saksbehandler.
  -->
  <xsl:template name="kode-journalstatus">
    <xsl:param name="felt" select="."/>
    <xsl:variable name="kode" select="translate(normalize-space($felt), $smaa, $store)"/>
    <xsl:choose>
      <xsl:when test="$kode = 'F' and $journalstatus-tabell = 'noark4'">Ferdigstilt fra saksbehandler</xsl:when>
      <xsl:when test="$kode = 'J'">Journalført</xsl:when>
      <xsl:when test="$kode = 'F'">Godkjent av leder</xsl:when>
      <xsl:when test="$kode = 'G'">Godkjent av leder</xsl:when>
      <xsl:when test="$kode = 'R'">Ferdigstilt fra saksbehandler</xsl:when>
      <xsl:when test="$kode = 'M'">Ferdigstilt fra saksbehandler</xsl:when>
      <xsl:when test="$kode = 'S'">Ferdigstilt fra saksbehandler</xsl:when>
      <xsl:when test="$kode = 'E'">Ekspedert</xsl:when>
      <xsl:when test="$kode = 'A'">Arkivert</xsl:when>
      <xsl:when test="$kode = 'U'">Utgår</xsl:when>
      <xsl:otherwise>
        <xsl:text>Ferdigstilt fra saksbehandler</xsl:text>
        <xsl:call-template name="ukjent-kode">
          <xsl:with-param name="felt" select="$felt"/>
          <xsl:with-param name="tabell" select="'journalstatus'"/>
        </xsl:call-template>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- saStatus (SAKSTATUS). -->
  <xsl:template name="kode-saksstatus">
    <xsl:param name="felt" select="."/>
    <xsl:variable name="kode" select="translate(normalize-space($felt), $smaa, $store)"/>
    <xsl:choose>
      <xsl:when test="$kode = 'B'">Under behandling</xsl:when>
      <xsl:when test="$kode = 'R'">Under behandling</xsl:when>
      <xsl:when test="$kode = 'X'">Under behandling</xsl:when>
      <xsl:when test="$kode = 'A'">Avsluttet</xsl:when>
      <xsl:when test="$kode = 'KU'">Avsluttet</xsl:when>
      <xsl:when test="$kode = 'U'">Utgår</xsl:when>
      <xsl:otherwise>
        <xsl:text>Under behandling</xsl:text>
        <xsl:call-template name="ukjent-kode">
          <xsl:with-param name="felt" select="$felt"/>
          <xsl:with-param name="tabell" select="'saksstatus'"/>
        </xsl:call-template>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- saPapir (flagg). Ikke noe standardmedium: ukjent verdi gir ikke noe element. -->
  <xsl:template name="kode-dokumentmedium">
    <xsl:param name="felt" select="."/>
    <xsl:variable name="kode" select="normalize-space($felt)"/>
    <xsl:choose>
      <xsl:when test="$kode = '0'">Elektronisk arkiv</xsl:when>
      <xsl:when test="$kode = '1'">Blandet fysisk og elektronisk arkiv</xsl:when>
      <xsl:otherwise>
        <xsl:call-template name="ukjent-kode">
          <xsl:with-param name="felt" select="$felt"/>
          <xsl:with-param name="tabell" select="'dokumentmedium'"/>
          <xsl:with-param name="funn" select="'OM-023'"/>
        </xsl:call-template>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!--
    dlType (DOKTILKN). Standard: det første dokumentet er hoveddokumentet, resten er vedlegg.
    Parametre: foerste (om dokumentet er det første som følger med).
  -->
  <xsl:template name="kode-tilknyttetRegistreringSom">
    <xsl:param name="felt" select="."/>
    <xsl:param name="foerste"/>
    <xsl:variable name="kode" select="translate(normalize-space($felt), $smaa, $store)"/>
    <xsl:choose>
      <xsl:when test="$kode = 'H'">Hoveddokument</xsl:when>
      <xsl:when test="$kode = 'V'">Vedlegg</xsl:when>
      <xsl:when test="$kode = 'A'">Vedlegg</xsl:when>
      <xsl:when test="$kode = 'F'">Vedlegg</xsl:when>
      <xsl:when test="$kode = 'FH'">Vedlegg</xsl:when>
      <xsl:when test="$kode = 'PH'">Hoveddokument</xsl:when>
      <xsl:when test="$kode = 'SF'">Hoveddokument</xsl:when>
      <xsl:when test="$kode = 'SP'">Vedlegg</xsl:when>
      <xsl:otherwise>
        <xsl:choose>
          <xsl:when test="$foerste">Hoveddokument</xsl:when>
          <xsl:otherwise>Vedlegg</xsl:otherwise>
        </xsl:choose>
        <xsl:call-template name="ukjent-kode">
          <xsl:with-param name="felt" select="$felt"/>
          <xsl:with-param name="tabell" select="'tilknyttetRegistreringSom'"/>
        </xsl:call-template>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- dbStatus (DOKSTATUS). -->
  <xsl:template name="kode-dokumentstatus">
    <xsl:param name="felt" select="."/>
    <xsl:variable name="kode" select="translate(normalize-space($felt), $smaa, $store)"/>
    <xsl:choose>
      <xsl:when test="$kode = 'F'">Dokumentet er ferdigstilt</xsl:when>
      <xsl:when test="$kode = 'B'">Dokumentet er under redigering</xsl:when>
      <xsl:otherwise>
        <xsl:text>Dokumentet er ferdigstilt</xsl:text>
        <xsl:call-template name="ukjent-kode">
          <xsl:with-param name="felt" select="$felt"/>
          <xsl:with-param name="tabell" select="'dokumentstatus'"/>
        </xsl:call-template>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- veVariant (VARIANTFORMAT). -->
  <xsl:template name="kode-variantformat">
    <xsl:param name="felt" select="."/>
    <xsl:variable name="kode" select="translate(normalize-space($felt), $smaa, $store)"/>
    <xsl:choose>
      <xsl:when test="$kode = 'P'">Produksjonsformat</xsl:when>
      <xsl:when test="$kode = 'A'">Arkivformat</xsl:when>
      <xsl:when test="$kode = 'O'">Dokument hvor deler av innholdet er skjermet</xsl:when>
      <xsl:otherwise>
        <xsl:text>Produksjonsformat</xsl:text>
        <xsl:call-template name="ukjent-kode">
          <xsl:with-param name="felt" select="$felt"/>
          <xsl:with-param name="tabell" select="'variantformat'"/>
        </xsl:call-template>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!--
    amAvskm (AVSKRMAATE). Uten standard: NN, BN, SA, *** og andre koder har ingen verdi i Noark 5, og en gjettet
    avskrivning ville vært feil i mottakerens arkiv. Den som kaller, melder OM-021.
  -->
  <xsl:template name="kode-avskrivningsmaate">
    <xsl:param name="felt" select="."/>
    <xsl:variable name="kode" select="translate(normalize-space($felt), $smaa, $store)"/>
    <xsl:choose>
      <xsl:when test="$kode = ''"/>
      <xsl:when test="$kode = 'BU'">Besvart med brev</xsl:when>
      <xsl:when test="$kode = 'BE'">Besvart med e-post</xsl:when>
      <xsl:when test="$kode = 'TLF'">Besvart på telefon</xsl:when>
      <xsl:when test="$kode = 'TE'">Tatt til etterretning</xsl:when>
      <xsl:when test="$kode = 'TO'">Tatt til orientering</xsl:when>
    </xsl:choose>
  </xsl:template>

  <!-- jpTgkode, saTgkode (TGKODE). Lokale koder: de som ikke er felles for alle, skrives som de er. -->
  <xsl:template name="kode-tilgangsrestriksjon">
    <xsl:param name="felt" select="."/>
    <xsl:variable name="kode" select="translate(normalize-space($felt), $smaa, $store)"/>
    <xsl:choose>
      <xsl:when test="$kode = 'UO'">Unntatt offentlighet</xsl:when>
      <xsl:when test="$kode = 'XX'">Midlertidig sperret</xsl:when>
      <xsl:when test="$kode = 'P'">Personalsaker</xsl:when>
      <xsl:when test="$kode = 'KL'">Klientsaker</xsl:when>
      <xsl:otherwise>
        <xsl:value-of select="normalize-space($felt)"/>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!--
    Funnet for en kode som ikke står i tabellen. En tom kode er ikke ukjent.
    Parametre: felt, tabell (navnet på tabellen), funn (koden til funnet).
  -->
  <xsl:template name="ukjent-kode">
    <xsl:param name="felt"/>
    <xsl:param name="tabell"/>
    <xsl:param name="funn" select="'OM-020'"/>
    <xsl:if test="normalize-space($felt)">
      <xsl:call-template name="funn">
        <xsl:with-param name="kode" select="$funn"/>
        <xsl:with-param name="node" select="$felt"/>
        <xsl:with-param name="arg1" select="$tabell"/>
      </xsl:call-template>
    </xsl:if>
  </xsl:template>

  <!-- Andre veien: verdiene i Noark 5 til kodene i Noark 4. Modus «kode» på elementet gir koden. -->

  <xsl:template match="n:journalposttype" mode="kode">
    <xsl:choose>
      <xsl:when test=". = 'Utgående dokument'">U</xsl:when>
      <xsl:when test=". = 'Inngående dokument'">I</xsl:when>
      <xsl:when test=". = 'Organinternt dokument for oppfølging'">N</xsl:when>
      <xsl:when test=". = 'Organinternt dokument uten oppfølging'">X</xsl:when>
      <xsl:when test=". = 'Saksframlegg'">S</xsl:when>
      <xsl:otherwise>
        <xsl:call-template name="ukjent-verdi"/>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template match="n:journalstatus" mode="kode">
    <xsl:choose>
      <xsl:when test=". = 'Journalført'">J</xsl:when>
      <xsl:when test=". = 'Ferdigstilt fra saksbehandler' and $journalstatus-tabell = 'noark4'">F</xsl:when>
      <xsl:when test=". = 'Godkjent av leder' and $journalstatus-tabell = 'noark4'">G</xsl:when>
      <xsl:when test=". = 'Ferdigstilt fra saksbehandler'">R</xsl:when>
      <xsl:when test=". = 'Godkjent av leder'">F</xsl:when>
      <xsl:when test=". = 'Ekspedert'">E</xsl:when>
      <xsl:when test=". = 'Arkivert'">A</xsl:when>
      <xsl:when test=". = 'Utgår'">U</xsl:when>
      <xsl:otherwise>
        <xsl:call-template name="ukjent-verdi"/>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- R, X og KU har ingen egen verdi i Noark 5 og kommer bare tilbake gjennom restfeltet. -->
  <xsl:template match="n:saksstatus" mode="kode">
    <xsl:choose>
      <xsl:when test=". = 'Under behandling'">B</xsl:when>
      <xsl:when test=". = 'Avsluttet'">A</xsl:when>
      <xsl:when test=". = 'Utgår'">U</xsl:when>
      <xsl:otherwise>
        <xsl:call-template name="ukjent-verdi"/>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template match="n:dokumentmedium" mode="kode">
    <xsl:choose>
      <xsl:when test=". = 'Elektronisk arkiv'">0</xsl:when>
      <xsl:when test=". = 'Blandet fysisk og elektronisk arkiv'">1</xsl:when>
      <xsl:when test=". = 'Fysisk medium'">
        <xsl:text>1</xsl:text>
        <xsl:call-template name="funn">
          <xsl:with-param name="kode" select="'OM-062'"/>
        </xsl:call-template>
      </xsl:when>
      <xsl:otherwise>
        <xsl:call-template name="ukjent-verdi"/>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template match="n:tilknyttetRegistreringSom" mode="kode">
    <xsl:choose>
      <xsl:when test=". = 'Hoveddokument'">H</xsl:when>
      <xsl:when test=". = 'Vedlegg'">V</xsl:when>
      <xsl:otherwise>
        <xsl:call-template name="ukjent-verdi"/>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template match="n:dokumentstatus" mode="kode">
    <xsl:choose>
      <xsl:when test=". = 'Dokumentet er ferdigstilt'">F</xsl:when>
      <xsl:when test=". = 'Dokumentet er under redigering'">B</xsl:when>
      <xsl:otherwise>
        <xsl:call-template name="ukjent-verdi"/>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template match="n:variantformat" mode="kode">
    <xsl:choose>
      <xsl:when test=". = 'Produksjonsformat'">P</xsl:when>
      <xsl:when test=". = 'Arkivformat'">A</xsl:when>
      <xsl:when test=". = 'Dokument hvor deler av innholdet er skjermet'">O</xsl:when>
      <xsl:otherwise>
        <xsl:call-template name="ukjent-verdi"/>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- Innstillingen avskrivning-epost: koden mottakeren bruker for «Besvart med e-post». -->
  <xsl:template match="n:avskrivningsmaate" mode="kode">
    <xsl:choose>
      <xsl:when test=". = 'Besvart med brev'">BU</xsl:when>
      <xsl:when test=". = 'Besvart med e-post'">
        <xsl:value-of select="$avskrivning-epost"/>
      </xsl:when>
      <xsl:when test=". = 'Besvart på telefon'">TLF</xsl:when>
      <xsl:when test=". = 'Tatt til etterretning'">TE</xsl:when>
      <xsl:when test=". = 'Tatt til orientering'">TO</xsl:when>
      <xsl:otherwise>
        <xsl:call-template name="ukjent-verdi"/>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- Lokale koder: verdier som ikke er felles for alle, skrives som de er. -->
  <xsl:template match="n:tilgangsrestriksjon" mode="kode">
    <xsl:variable name="verdi" select="normalize-space()"/>
    <xsl:choose>
      <xsl:when test="$verdi = 'Unntatt offentlighet'">UO</xsl:when>
      <xsl:when test="$verdi = 'Midlertidig sperret'">XX</xsl:when>
      <xsl:when test="$verdi = 'Personalsaker'">P</xsl:when>
      <xsl:when test="$verdi = 'Klientsaker'">KL</xsl:when>
      <xsl:otherwise>
        <xsl:value-of select="$verdi"/>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- Verdien står ikke i metadatakatalogen, eller Noark 4 har ingen kode for den: feltet utelates. -->
  <xsl:template name="ukjent-verdi">
    <xsl:if test="string()">
      <xsl:call-template name="funn">
        <xsl:with-param name="kode" select="'OM-060'"/>
      </xsl:call-template>
    </xsl:if>
  </xsl:template>

</xsl:stylesheet>
