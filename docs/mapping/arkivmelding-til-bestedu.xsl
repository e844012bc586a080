<?xml version="1.0" encoding="UTF-8"?>
<!-- SPDX-License-Identifier: Apache-2.0 -->
<!-- Lager docs/mapping/arkivmelding-til-bestedu.md av xslt/felttabell.xml, lest fra den andre siden: make docs. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:t="urn:x-arkivbro:felttabell:1" exclude-result-prefixes="t">
  <xsl:output method="text" encoding="UTF-8"/>

  <xsl:include href="../felles.xsl"/>

  <xsl:template match="/t:felttabell">
    <xsl:text># Fra arkivmelding til BEST/EDU

Laget av `xslt/felttabell.xml` med `make docs`.

Her står hvert element i arkivmelding: først de som gir felt i BEST/EDU, så de som ikke gjør det, og til slutt feltene
bare et restfelt kan gi. Den andre veien står i [bestedu-til-arkivmelding.md](bestedu-til-arkivmelding.md), kodene i
[kodetabeller.md](kodetabeller.md), og det som kan stilles inn, i [innstillinger.md](../innstillinger.md).

Har arkivmeldingen et restfelt, er resultatet meldingen den en gang var. Er et element rettet på veien, gjelder
elementet, og `OM-076` sier at restfeltet er lagt til side.

En melding har én sak og én journalpost. Saken er mappen journalposten ligger i, hvor dypt den enn står. Har
arkivmeldingen flere journalposter, velger en innstilling hvilken.

## Elementer som gir felt

Det første feltet er det elementet er egen plass for. Andre er felt som elementet også avgjør, eller som følger av det.

| Element | Felt i BEST/EDU | Regel | Merknad |
|---|---|---|---|
</xsl:text>
    <xsl:for-each select="t:maal | t:les[not(@utkast = 'ja')]">
      <xsl:variable name="felt">
        <xsl:apply-templates select="." mode="felt"/>
      </xsl:variable>
      <xsl:if test="string($felt)">
        <xsl:value-of select="concat('| `', @sti, '` |')"/>
        <xsl:call-template name="kodecelle">
          <xsl:with-param name="ord" select="$felt"/>
        </xsl:call-template>
        <xsl:value-of select="concat(' ', @regel, ' |')"/>
        <!-- @merknad på maal gjelder skrivingen -->
        <xsl:call-template name="celle">
          <xsl:with-param name="tekst" select="@tilbakemerknad | self::t:les/@merknad"/>
        </xsl:call-template>
        <xsl:text>&#10;</xsl:text>
      </xsl:if>
    </xsl:for-each>
    <xsl:text>
Plassen i rekken gir også et felt: </xsl:text>
    <xsl:for-each select="t:kilde/t:felt[@av = '.']">
      <xsl:if test="position() &gt; 1">, </xsl:if>
      <xsl:value-of select="concat('`', ../@sti, '/', @navn, '` er nummeret til `', ../@maal, '`')"/>
    </xsl:for-each>
    <xsl:text>.

Avsender, mottaker og referanser i konvolutten kommer fra SBD-en:
</xsl:text>
    <xsl:for-each select="t:kilde/t:felt[@sbd = 'ja'][not(string(@maal))]">
      <xsl:value-of select="concat('`', ../@sti, '/', @navn, '`')"/>
      <xsl:choose>
        <xsl:when test="position() = last()">.</xsl:when>
        <xsl:when test="position() = last() - 1"> og </xsl:when>
        <xsl:otherwise>, </xsl:otherwise>
      </xsl:choose>
    </xsl:for-each>
    <xsl:text>

### I et utkast

Noen avsendere bruker navn fra et utkast til arkivmelding. De bryter skjemaet, som meldes, og de leses:

| Element | Felt i BEST/EDU | Merknad |
|---|---|---|
</xsl:text>
    <xsl:for-each select="t:les[@utkast = 'ja']">
      <xsl:value-of select="concat('| `', @sti, '` |')"/>
      <xsl:call-template name="kodecelle">
        <xsl:with-param name="ord" select="@felt"/>
      </xsl:call-template>
      <xsl:call-template name="celle">
        <xsl:with-param name="tekst" select="@merknad"/>
      </xsl:call-template>
      <xsl:text>&#10;</xsl:text>
    </xsl:for-each>
    <xsl:text>
### Uten mappe

En journalpost kan stå uten mappe. Elementene leses på samme måte, og saken blir tom (`OM-074`):
</xsl:text>
    <xsl:for-each select="t:kopi[not(@av = /t:felttabell/t:kilde/@sti)]">
      <xsl:value-of select="concat('&#10;- `', @sti, '` som `', @av, '`')"/>
    </xsl:for-each>
    <xsl:text>

## Det Noark 4 ikke har plass til

Disse elementene kommer aldri med, og verdiene deres er `dropped` i regnskapet. De meldes som `OM-070`, én gang for det
ytterste elementet som faller bort. Bare `opprettetDato` og `opprettetAv` meldes ikke når de er alene om det.

| Element | Hvorfor |
|---|---|
</xsl:text>
    <xsl:for-each select="t:uten">
      <xsl:value-of select="concat('| `', @sti, '` |')"/>
      <xsl:call-template name="celle">
        <xsl:with-param name="tekst" select="@merknad"/>
      </xsl:call-template>
      <xsl:text>&#10;</xsl:text>
    </xsl:for-each>
    <xsl:text>
## Det hvert system skriver om seg selv

Disse elementene krever skjemaet, eller de følger av andre. De har ingen egne felt i Noark 4 og meldes ikke, for et funn
for hvert av dem i hver melding ville skjult de andre. De står i regnskapet. Unntakene er `versjonsnummer`, som meldes
når det ikke er 1, og `mappeID` og `registreringsID`, som meldes når de ikke følger av saksåret og numrene.

| Element | Regel når vi skriver det |
|---|---|
</xsl:text>
    <xsl:for-each select="t:maal">
      <xsl:variable name="felt">
        <xsl:apply-templates select="." mode="felt"/>
      </xsl:variable>
      <xsl:if test="not(string($felt))">
        <xsl:value-of select="concat('| `', @sti, '` | ', @regel, ' |&#10;')"/>
      </xsl:if>
    </xsl:for-each>
    <xsl:text>
## Felt i BEST/EDU som bare et restfelt gir

En arkivmelding som aldri har vært BEST/EDU, gir ikke disse feltene.

| Gruppe | Felt |
|---|---|
</xsl:text>
    <xsl:apply-templates select="t:kilde" mode="bare-rest"/>
  </xsl:template>

  <!-- Modus «felt»: feltene et blad gir, med blanke mellom. -->

  <xsl:template match="t:les" mode="felt">
    <xsl:value-of select="@felt"/>
  </xsl:template>

  <xsl:template match="t:maal" mode="felt">
    <xsl:variable name="sti" select="@sti"/>
    <xsl:for-each select="/t:felttabell/t:kilde/t:felt">
      <xsl:variable name="egen">
        <xsl:call-template name="full-sti">
          <xsl:with-param name="sti" select="substring-before(concat(@maal, ' '), ' ')"/>
        </xsl:call-template>
      </xsl:variable>
      <xsl:if test="$egen = $sti">
        <xsl:value-of select="concat(../@sti, '/', @navn, ' ')"/>
      </xsl:if>
    </xsl:for-each>
    <xsl:for-each select="/t:felttabell/t:kilde/t:felt[@av]">
      <xsl:variable name="av">
        <xsl:call-template name="full-sti">
          <xsl:with-param name="sti" select="@av"/>
        </xsl:call-template>
      </xsl:variable>
      <xsl:if test="$av = $sti">
        <xsl:value-of select="concat(../@sti, '/', @navn, ' ')"/>
      </xsl:if>
    </xsl:for-each>
    <xsl:value-of select="@tilbake"/>
  </xsl:template>

  <!-- Den fulle stien til et sted. Kontekst: feltet. Parametre: sti (fra gruppens mål); tom gir ingenting. -->
  <xsl:template name="full-sti">
    <xsl:param name="sti"/>
    <xsl:choose>
      <xsl:when test="$sti = ''"/>
      <xsl:when test="starts-with($sti, '../')">
        <xsl:call-template name="over">
          <xsl:with-param name="sti" select="../@maal"/>
        </xsl:call-template>
        <xsl:value-of select="substring-after($sti, '../')"/>
      </xsl:when>
      <xsl:otherwise>
        <xsl:value-of select="concat(../@maal, '/', $sti)"/>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- Stien uten det siste steget, med skråstreken bak. -->
  <xsl:template name="over">
    <xsl:param name="sti"/>
    <xsl:if test="contains($sti, '/')">
      <xsl:value-of select="concat(substring-before($sti, '/'), '/')"/>
      <xsl:call-template name="over">
        <xsl:with-param name="sti" select="substring-after($sti, '/')"/>
      </xsl:call-template>
    </xsl:if>
  </xsl:template>

  <!-- Modus «bare-rest»: feltene i gruppen som ingenting i arkivmelding gir. -->
  <xsl:template match="t:kilde" mode="bare-rest">
    <xsl:variable name="andre">
      <xsl:text> </xsl:text>
      <xsl:for-each select="/t:felttabell/*/@tilbake | /t:felttabell/t:les/@felt">
        <xsl:value-of select="concat(., ' ')"/>
      </xsl:for-each>
    </xsl:variable>
    <xsl:variable name="felt">
      <xsl:for-each select="t:felt[not(string(@maal)) and not(@av) and not(@sbd = 'ja') and not(@klasse = 'F') and not(@regel = 'konstant')]">
        <xsl:if test="not(contains($andre, concat(' ', ../@sti, '/', @navn, ' ')))">
          <xsl:value-of select="concat(@navn, ' ')"/>
        </xsl:if>
      </xsl:for-each>
    </xsl:variable>
    <xsl:if test="string($felt)">
      <xsl:value-of select="concat('| `', @sti, '` |')"/>
      <xsl:call-template name="kodecelle">
        <xsl:with-param name="ord" select="$felt"/>
      </xsl:call-template>
      <xsl:text>&#10;</xsl:text>
    </xsl:if>
  </xsl:template>

</xsl:stylesheet>
