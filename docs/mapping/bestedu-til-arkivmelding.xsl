<?xml version="1.0" encoding="UTF-8"?>
<!-- SPDX-License-Identifier: Apache-2.0 -->
<!-- Lager docs/mapping/bestedu-til-arkivmelding.md av xslt/felttabell.xml: make docs. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:t="urn:x-arkivbro:felttabell:1">
  <xsl:output method="text" encoding="UTF-8"/>

  <xsl:include href="../felles.xsl"/>

  <xsl:template match="/t:felttabell">
    <xsl:text># Fra BEST/EDU til arkivmelding

Laget av `xslt/felttabell.xml` med `make docs`.

Her står hvert felt i BEST/EDU, gruppe for gruppe, og hva det blir til; så hvert element som skrives i arkivmelding, og
hva det lages av. Den andre veien står i [arkivmelding-til-bestedu.md](arkivmelding-til-bestedu.md), kodene i
[kodetabeller.md](kodetabeller.md), og det som kan stilles inn, i [innstillinger.md](../innstillinger.md).

Ingen felt går tapt. Det arkivmelding ikke har noen naturlig plass til, og råteksten når plassen ikke kan gi den tilbake,
bæres i restfeltet: `virksomhetsspesifikkeMetadata` på mappen, journalposten og sakspart.

| Klasse | Betyr |
|---|---|
| N | har en naturlig plass |
| P | har en plass som viser meningen; vanlige verdier bæres også |
| C | bæres bare; noen følger av noe annet, og bæres bare når de er ulike det |
| F | er filen selv |

Steder i arkivmelding er regnet fra elementet i overskriften. Når et felt har flere, er den første dets egen plass; de
andre avledes av det. Regelen er den som står i regnskapet i [report.json](../rapport.md).

## Feltene i BEST/EDU
</xsl:text>
    <xsl:apply-templates select="t:kilde[t:felt]"/>
    <xsl:text>
## Kopier
</xsl:text>
    <xsl:apply-templates select="t:kopi[@av = /t:felttabell/t:kilde/@sti]"/>
    <xsl:text>
## Elementene i arkivmelding

Kildene er i rekkefølge etter forrang: den første som har en verdi, avgjør. Når ingen har noen, står det i «Ellers».

| Element | Kilder | Ellers | Regel | Merknad |
|---|---|---|---|---|
</xsl:text>
    <xsl:apply-templates select="t:maal"/>
    <xsl:text>
`D` er den første brukbare av `jpJdato`, `jpDokdato` og `saDato`. `Hvem` er avsenderens navn, ellers avsenderens
organisasjonsnummer, ellers eget. `uuid5` er en avledet UUID.
</xsl:text>
  </xsl:template>

  <xsl:template match="t:kilde">
    <xsl:value-of select="concat('&#10;### ', @sti, '&#10;&#10;')"/>
    <xsl:value-of select="concat('Til `', @maal, '`')"/>
    <xsl:if test="@gjentas = 'ja'">, en for hver gruppe</xsl:if>
    <xsl:text>.&#10;&#10;| Felt | Plass | Regel | Klasse | Merknad |&#10;|---|---|---|---|---|&#10;</xsl:text>
    <xsl:apply-templates select="t:felt"/>
  </xsl:template>

  <xsl:template match="t:felt">
    <xsl:value-of select="concat('| `', @navn, '` | ')"/>
    <xsl:choose>
      <xsl:when test="@maal != ''">
        <xsl:call-template name="kodeord">
          <xsl:with-param name="ord" select="@maal"/>
        </xsl:call-template>
        <xsl:if test="@sbd = 'ja'">, SBD</xsl:if>
      </xsl:when>
      <xsl:when test="@sbd = 'ja'">SBD</xsl:when>
      <xsl:when test="@klasse = 'F'">vedlegget</xsl:when>
      <xsl:when test="@av = '.'">følger av plassen i rekken; ellers restfeltet</xsl:when>
      <xsl:when test="@av">
        <xsl:value-of select="concat('følger av `', @av, '`; ellers restfeltet')"/>
      </xsl:when>
      <xsl:when test="@regel = 'konstant'">en konstant; ellers restfeltet</xsl:when>
      <xsl:otherwise>restfeltet</xsl:otherwise>
    </xsl:choose>
    <xsl:value-of select="concat(' | ', @regel, ' | ', @klasse, ' |')"/>
    <xsl:call-template name="celle">
      <xsl:with-param name="tekst" select="@merknad"/>
    </xsl:call-template>
    <xsl:text>&#10;</xsl:text>
  </xsl:template>

  <xsl:template match="t:kopi">
    <xsl:value-of select="concat('&#10;`', @sti, '` har de samme feltene som `', @av, '`. Bare filene følger med; resten bæres i restfeltet.&#10;')"/>
  </xsl:template>

  <xsl:template match="t:maal">
    <xsl:value-of select="concat('| `', @sti, '` |')"/>
    <xsl:call-template name="kodecelle">
      <xsl:with-param name="ord" select="@kilder"/>
    </xsl:call-template>
    <xsl:text> </xsl:text>
    <xsl:choose>
      <xsl:when test="@ellers = 'standard'">standardverdi</xsl:when>
      <xsl:when test="@ellers = '-'">skrives ikke</xsl:when>
      <xsl:otherwise>
        <xsl:value-of select="@ellers"/>
      </xsl:otherwise>
    </xsl:choose>
    <xsl:value-of select="concat(' | ', @regel, ' | ')"/>
    <xsl:value-of select="@merknad"/>
    <xsl:if test="@parameter">
      <xsl:if test="@merknad">; </xsl:if>
      <xsl:value-of select="concat('innstillingen `', @parameter, '` går foran')"/>
    </xsl:if>
    <xsl:text> |&#10;</xsl:text>
  </xsl:template>

</xsl:stylesheet>
