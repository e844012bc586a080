<?xml version="1.0" encoding="UTF-8"?>
<!-- SPDX-License-Identifier: Apache-2.0 -->
<!--
  Modus «uten-plass»: alt i arkivmeldingen som ikke når frem til BEST/EDU, blir meldt. Skriver aldri noe.

  Et element er kjent når det står her; alle andre meldes, også de som ikke finnes i skjemaet.
-->
<xsl:stylesheet version="1.0"
    xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:n="http://www.arkivverket.no/standarder/noark5/arkivmelding"
    xmlns:b="urn:x-arkivbro:restfelt:1"
    xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
    exclude-result-prefixes="n b xsi">

  <xsl:template match="n:arkivmelding" mode="uten-plass">
    <xsl:choose>
      <xsl:when test="not($journalposter)">
        <xsl:call-template name="funn">
          <xsl:with-param name="kode" select="'OM-072'"/>
        </xsl:call-template>
      </xsl:when>
      <xsl:when test="not($valgt)">
        <xsl:call-template name="funn">
          <xsl:with-param name="kode" select="'OM-075'"/>
          <xsl:with-param name="arg1" select="count($journalposter)"/>
        </xsl:call-template>
      </xsl:when>
      <xsl:when test="$journalpost = '' and $journalposter[2]">
        <xsl:call-template name="funn">
          <xsl:with-param name="kode" select="'OM-073'"/>
          <xsl:with-param name="arg1" select="count($journalposter)"/>
        </xsl:call-template>
      </xsl:when>
      <xsl:otherwise>
        <xsl:if test="not($saksmappe)">
          <xsl:call-template name="funn">
            <xsl:with-param name="kode" select="'OM-074'"/>
          </xsl:call-template>
        </xsl:if>
        <xsl:apply-templates select="*" mode="uten-plass"/>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- Elementet kommer ikke med. -->
  <xsl:template match="*" mode="uten-plass" priority="-9">
    <xsl:call-template name="funn">
      <xsl:with-param name="kode" select="'OM-070'"/>
      <xsl:with-param name="arg1" select="local-name()"/>
    </xsl:call-template>
  </xsl:template>

  <!-- Elementene som har andre i seg. -->
  <xsl:template mode="uten-plass" priority="1"
      match="n:korrespondansepart | n:avskrivning | n:mappe/n:merknad | n:basisregistrering/n:merknad | n:registrering/n:merknad
             | n:mappe/n:skjerming | n:basisregistrering/n:skjerming | n:registrering/n:skjerming
             | n:mappe/n:klassifikasjon | n:sakspart | n:mappe/n:part | n:dokumentbeskrivelse | n:dokumentobjekt">
    <xsl:apply-templates select="*" mode="uten-plass"/>
  </xsl:template>

  <!-- Mappene rundt journalposten. Som tekst: å lete blant dem for hver mappe ved siden av ville kostet antallet ganger dybden. -->
  <xsl:variable name="mapper-rundt">
    <xsl:for-each select="$valgt/ancestor::n:mappe">
      <xsl:value-of select="concat(' ', generate-id(), ' ')"/>
    </xsl:for-each>
  </xsl:variable>
  <xsl:variable name="id-rundt" select="string($mapper-rundt)"/>

  <!-- Saksmappen journalposten ligger i; de andre har Noark 4 ikke plass til. -->
  <xsl:template match="n:mappe" mode="uten-plass" priority="1">
    <xsl:choose>
      <xsl:when test="count(. | $saksmappe) = 1">
        <xsl:apply-templates select="*" mode="uten-plass"/>
      </xsl:when>
      <xsl:otherwise>
        <xsl:call-template name="funn">
          <xsl:with-param name="kode" select="'OM-070'"/>
          <xsl:with-param name="arg1" select="'mappe'"/>
        </xsl:call-template>
        <xsl:if test="contains($id-rundt, concat(' ', generate-id(), ' '))">
          <xsl:for-each select="*[self::n:skjerming or self::n:gradering][normalize-space()]">
            <xsl:call-template name="funn">
              <xsl:with-param name="kode" select="'OM-080'"/>
            </xsl:call-template>
          </xsl:for-each>
          <xsl:apply-templates select="n:mappe[contains($id-rundt, concat(' ', generate-id(), ' '))]" mode="uten-plass"/>
        </xsl:if>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- Andre journalposter enn den valgte: avsenderen av dem vet det, for en innstilling har valgt. -->
  <xsl:template match="n:basisregistrering | n:registrering" mode="uten-plass" priority="1">
    <xsl:if test="count(. | $valgt) = 1">
      <xsl:variable name="parter">
        <xsl:call-template name="avskrivningsparter"/>
      </xsl:variable>
      <xsl:if test="n:avskrivning and (not(n:korrespondansepart) or string($parter) = ''
                    and not(n:virksomhetsspesifikkeMetadata/b:journpost/@avskrivningAvsmot))">
        <xsl:call-template name="funn">
          <xsl:with-param name="kode" select="'OM-071'"/>
        </xsl:call-template>
      </xsl:if>
      <!-- Typen kan ha et prefiks. Noen skriver den ikke, men feltene som bare en journalpost har. -->
      <xsl:if test="not(contains(concat(':', normalize-space(@xsi:type), '|'), ':journalpost|') or n:journalposttype or n:journalstatus)">
        <xsl:call-template name="funn">
          <xsl:with-param name="kode" select="'OM-082'"/>
          <xsl:with-param name="verdi" select="''"/>
        </xsl:call-template>
      </xsl:if>
      <xsl:apply-templates select="*" mode="uten-plass"/>
    </xsl:if>
  </xsl:template>

  <!-- Restfeltet leses; det som er andres, kommer ikke med. -->
  <xsl:template match="n:virksomhetsspesifikkeMetadata" mode="uten-plass" priority="1">
    <xsl:apply-templates select="*[not(self::b:*)]" mode="uten-plass"/>
    <xsl:if test="text()[normalize-space()]">
      <xsl:call-template name="funn">
        <xsl:with-param name="kode" select="'OM-070'"/>
        <xsl:with-param name="arg1" select="local-name()"/>
      </xsl:call-template>
    </xsl:if>
  </xsl:template>

  <!-- Parttypene som ikke har sin egen kode. -->
  <xsl:template match="n:korrespondanseparttype" mode="uten-plass" priority="1">
    <xsl:if test="contains(., '|')
                  or not(contains('|Avsender|Mottaker|Kopimottaker|Intern avsender|Intern mottaker|', concat('|', ., '|')))">
      <xsl:call-template name="funn">
        <xsl:with-param name="kode" select="'OM-061'"/>
      </xsl:call-template>
    </xsl:if>
    <!-- den veien følger det av dokumenttypen hvem som er interne -->
    <xsl:if test="starts-with(., 'Intern ') and not(starts-with(../../n:journalposttype, 'Organinternt '))">
      <xsl:call-template name="funn">
        <xsl:with-param name="kode" select="'OM-062'"/>
      </xsl:call-template>
    </xsl:if>
    <xsl:call-template name="gjentatt"/>
  </xsl:template>

  <!-- Enheten er den første partens. -->
  <xsl:template match="n:basisregistrering[not(n:korrespondansepart)]/n:journalenhet[1][string()]
                       | n:registrering[not(n:korrespondansepart)]/n:journalenhet[1][string()]"
      mode="uten-plass" priority="2">
    <xsl:call-template name="funn">
      <xsl:with-param name="kode" select="'OM-070'"/>
      <xsl:with-param name="arg1" select="local-name()"/>
    </xsl:call-template>
  </xsl:template>

  <!-- Det Noark 4 ikke skjermer, er skjermet med journalposten (omvendt/journpost.xsl). -->
  <xsl:template match="n:dokumentbeskrivelse/n:skjerming" mode="uten-plass" priority="2">
    <xsl:variable name="er-brukt" select="not($post-har-kode) and normalize-space()"/>
    <xsl:if test="$er-brukt">
      <xsl:call-template name="funn">
        <xsl:with-param name="kode" select="'OM-080'"/>
      </xsl:call-template>
    </xsl:if>
    <xsl:for-each
        select="*[normalize-space()][not($er-brukt and (self::n:tilgangsrestriksjon or self::n:skjermingshjemmel))]">
      <xsl:call-template name="funn">
        <xsl:with-param name="kode" select="'OM-070'"/>
        <xsl:with-param name="arg1" select="local-name()"/>
      </xsl:call-template>
    </xsl:for-each>
  </xsl:template>
  <xsl:variable name="post-har-kode" select="boolean($valgt/n:skjerming/n:tilgangsrestriksjon[normalize-space()])"/>
  <xsl:variable name="sak-har-kode" select="boolean($saksmappe/n:skjerming/n:tilgangsrestriksjon[normalize-space()])"/>

  <!-- Det graderte er skjermet med journalposten eller saken, om den ikke er det selv. -->
  <xsl:template match="n:gradering[normalize-space()]" mode="uten-plass" priority="1">
    <xsl:call-template name="funn">
      <xsl:with-param name="kode" select="'OM-070'"/>
      <xsl:with-param name="arg1" select="local-name()"/>
    </xsl:call-template>
    <xsl:if test="not(parent::n:mappe and $sak-har-kode or not(parent::n:mappe) and $post-har-kode)">
      <xsl:call-template name="funn">
        <xsl:with-param name="kode" select="'OM-080'"/>
      </xsl:call-template>
    </xsl:if>
  </xsl:template>

  <!-- Det flaggene kan gjelde. Spurt én gang: for hvert flagg ville det vært arbeid for hver av dem. -->
  <xsl:variable name="sak-har-merknad"
      select="boolean($saksmappe/n:merknad) and string($saksmappe/n:skjerming/n:tilgangsrestriksjon) != ''"/>
  <xsl:variable name="sak-har-klasse" select="boolean($saksmappe/n:klassifikasjon)"/>
  <xsl:variable name="sak-har-part" select="boolean($saksmappe/n:sakspart) or boolean($saksmappe/n:part)"/>
  <xsl:variable name="post-har-merknad"
      select="boolean($valgt/n:merknad) and string($valgt/n:skjerming/n:tilgangsrestriksjon) != ''"/>
  <xsl:variable name="post-har-part" select="boolean($valgt/n:korrespondansepart)"/>

  <!-- Verdien er fri tekst i skjemaet. Noark 4 har flagg for seks, hver på sitt sted og for noe som må finnes. -->
  <xsl:template match="n:skjermingMetadata[normalize-space()]" mode="uten-plass" priority="2">
    <xsl:variable name="verdi" select="normalize-space()"/>
    <xsl:variable name="er-sak" select="boolean(../parent::n:mappe)"/>
    <xsl:if test="not($er-sak and ($verdi = 'Skjerming tittel mappe - utvalgte ord'
                                   or $verdi = 'Skjerming merknadstekst' and $sak-har-merknad
                                   or $verdi = 'Skjerming klasseID' and $sak-har-klasse
                                   or $verdi = 'Skjerming navn part i sak' and $sak-har-part)
                      or not($er-sak) and ($verdi = 'Skjerming tittel registrering - utvalgte ord'
                                           or $verdi = 'Skjerming merknadstekst' and $post-har-merknad
                                           or $verdi = 'Skjerming navn avsender/mottaker' and $post-har-part))">
      <xsl:call-template name="funn">
        <xsl:with-param name="kode" select="'OM-060'"/>
      </xsl:call-template>
    </xsl:if>
  </xsl:template>

  <!-- Noark 4 har ett av hvert. -->
  <xsl:template match="n:sakspart/n:telefonnummer[preceding-sibling::n:telefonnummer[1]]
                       | n:part/n:telefonnummer[preceding-sibling::n:telefonnummer[1]]
                       | n:mappe/n:referanseArkivdel[preceding-sibling::n:referanseArkivdel[1]]"
      mode="uten-plass" priority="2">
    <xsl:call-template name="funn">
      <xsl:with-param name="kode" select="'OM-070'"/>
      <xsl:with-param name="arg1" select="local-name()"/>
    </xsl:call-template>
  </xsl:template>

  <!-- Elementene som har et felt. -->
  <xsl:template mode="uten-plass"
      match="n:arkivmelding/n:meldingId
             | n:mappe/n:systemID | n:mappe/n:tittel | n:mappe/n:offentligTittel | n:mappe/n:dokumentmedium
             | n:mappe/n:referanseArkivdel | n:mappe/n:saksaar | n:mappe/n:sakssekvensnummer | n:mappe/n:saksdato
             | n:mappe/n:administrativEnhet | n:mappe/n:saksansvarlig | n:mappe/n:journalenhet | n:mappe/n:saksstatus
             | n:merknad/n:merknadstekst | n:merknad/n:merknadstype
             | n:skjerming/n:tilgangsrestriksjon | n:skjerming/n:skjermingshjemmel
             | n:skjerming/n:skjermingMetadata[not(normalize-space())]
             | n:basisregistrering/n:skjerming/n:skjermingOpphoererDato
             | n:registrering/n:skjerming/n:skjermingOpphoererDato
             | n:klassifikasjon/n:referanseKlassifikasjonssystem | n:klassifikasjon/n:klasseID
             | n:klassifikasjon/n:tittel
             | n:sakspart/n:sakspartID | n:sakspart/n:sakspartNavn | n:sakspart/n:sakspartRolle
             | n:sakspart/n:postadresse | n:sakspart/n:postnummer | n:sakspart/n:poststed | n:sakspart/n:land
             | n:sakspart/n:epostadresse | n:sakspart/n:telefonnummer | n:sakspart/n:kontaktperson
             | n:basisregistrering/n:systemID | n:basisregistrering/n:referanseArkivdel
             | n:registrering/n:systemID | n:registrering/n:referanseArkivdel
             | n:basisregistrering/n:tittel | n:basisregistrering/n:offentligTittel
             | n:registrering/n:tittel | n:registrering/n:offentligTittel
             | n:korrespondansepart/n:organisasjonsnummer
             | n:part/n:partNavn | n:part/n:partRolle | n:part/n:organisasjonsnummer | n:part/n:kontaktperson
             | n:part/n:postadresse | n:part/n:postnummer | n:part/n:poststed | n:part/n:land
             | n:part/n:epostadresse | n:part/n:telefonnummer
             | n:journalaar | n:journalsekvensnummer | n:journalpostnummer | n:journalposttype | n:journalstatus
             | n:journaldato | n:dokumentetsDato | n:forfallsdato | n:antallVedlegg
             | n:basisregistrering/n:journalenhet | n:registrering/n:journalenhet
             | n:korrespondansepart/n:korrespondansepartNavn | n:korrespondansepart/n:postadresse
             | n:korrespondansepart/n:postnummer | n:korrespondansepart/n:poststed | n:korrespondansepart/n:land
             | n:korrespondansepart/n:epostadresse | n:korrespondansepart/n:administrativEnhet
             | n:korrespondansepart/n:saksbehandler
             | n:avskrivning/n:avskrivningsdato | n:avskrivning/n:avskrivningsmaate
             | n:avskrivning/n:referanseAvskrivesAvJournalpost
             | n:dokumentbeskrivelse/n:dokumenttype | n:dokumentbeskrivelse/n:dokumentstatus
             | n:dokumentbeskrivelse/n:tittel | n:dokumentbeskrivelse/n:tilknyttetRegistreringSom
             | n:dokumentbeskrivelse/n:dokumentnummer
             | n:dokumentobjekt/n:variantformat | n:dokumentobjekt/n:referanseDokumentfil">
    <xsl:call-template name="gjentatt"/>
  </xsl:template>

  <!--
    Skjemaet har ett av hvert, unntatt postadresse, og det første gjelder. Bare den nærmeste foran: å lete blant alle er
    arbeid for hver av dem, og andre rekkefølger godtar skjemaet heller ikke.
  -->
  <xsl:template name="gjentatt">
    <xsl:if test="normalize-space() and not(self::n:postadresse)
                  and (name(preceding-sibling::*[1]) = name()
                       or parent::n:skjerming and name(../preceding-sibling::*[1]) = name(..))">
      <xsl:call-template name="funn">
        <xsl:with-param name="kode" select="'OM-070'"/>
        <xsl:with-param name="arg1" select="local-name()"/>
      </xsl:call-template>
    </xsl:if>
  </xsl:template>

  <!-- Vår egen arkivmelding har SBD-ens id: er den en annen nå, er den rettet, og rettelsen gjelder ikke. -->
  <xsl:template match="n:arkivmelding/n:meldingId[normalize-space()]" mode="uten-plass" priority="2">
    <xsl:variable name="skrevet" select="translate(normalize-space(), 'ABCDEF', 'abcdef')"/>
    <xsl:if test="$rest-sak and $sbd-melding != '' and $skrevet != $sbd-melding and normalize-space() != $samtale-id">
      <xsl:call-template name="funn">
        <xsl:with-param name="kode" select="'OM-083'"/>
      </xsl:call-template>
    </xsl:if>
    <xsl:call-template name="gjentatt"/>
  </xsl:template>

  <!-- Nummer som følger av andre; med andre ord enn deres er det noe avsenderen vil ha frem. -->
  <xsl:template match="n:mappe/n:mappeID[normalize-space()]" mode="uten-plass" priority="2">
    <xsl:if test="normalize-space() != concat(normalize-space(../n:saksaar), '/', normalize-space(../n:sakssekvensnummer))">
      <xsl:call-template name="funn">
        <xsl:with-param name="kode" select="'OM-070'"/>
        <xsl:with-param name="arg1" select="local-name()"/>
      </xsl:call-template>
    </xsl:if>
  </xsl:template>

  <xsl:template match="n:registreringsID[normalize-space()]" mode="uten-plass" priority="2">
    <xsl:if test="normalize-space() != concat(normalize-space($saksmappe/n:saksaar), '/', normalize-space($saksmappe/n:sakssekvensnummer),
                                              '-', normalize-space(../n:journalpostnummer))">
      <xsl:call-template name="funn">
        <xsl:with-param name="kode" select="'OM-070'"/>
        <xsl:with-param name="arg1" select="local-name()"/>
      </xsl:call-template>
    </xsl:if>
  </xsl:template>

  <!--
    Elementene skjemaet krever, og som hvert system skriver om seg selv: hvem som har opprettet, arkivert og tilknyttet,
    og når det skjedde. De står i regnskapet; et funn for hvert av dem i hver melding ville
    skjult de andre.
  -->
  <xsl:template mode="uten-plass"
      match="n:arkivmelding/n:system | n:arkivmelding/n:tidspunkt | n:arkivmelding/n:antallFiler
             | n:mappeID[not(normalize-space())] | n:registreringsID[not(normalize-space())] | n:referanseForelderMappe
             | n:opprettetDato | n:opprettetAv | n:arkivertDato | n:arkivertAv
             | n:merknadsdato | n:merknadRegistrertAv | n:avskrivning/n:avskrevetAv
             | n:dokumentbeskrivelse/n:systemID | n:tilknyttetDato | n:tilknyttetAv
             | n:dokumentobjekt/n:versjonsnummer[. = 1]"/>

</xsl:stylesheet>
