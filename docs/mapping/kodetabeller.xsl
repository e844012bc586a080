<?xml version="1.0" encoding="UTF-8"?>
<!-- SPDX-License-Identifier: Apache-2.0 -->
<!--
  Lager docs/mapping/kodetabeller.md av xslt/felles/kodetabeller.xsl selv: make docs. Leser formen tabellene har der,
  og stanser når en tabell har en annen.
-->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
  <xsl:output method="text" encoding="UTF-8"/>

  <xsl:include href="../felles.xsl"/>

  <xsl:variable name="rot" select="/xsl:stylesheet"/>

  <xsl:template match="/xsl:stylesheet">
    <xsl:text># Kodetabeller

Laget av `xslt/felles/kodetabeller.xsl` med `make docs`.

Kodene i Noark 4 leses uten hensyn til blanke og små eller store bokstaver. Råteksten bæres når verdien i Noark 5 ikke
gir den tilbake, så ingen kode går tapt. `korrespondanseparttype` og flaggene i `skjermingMetadata` avhenger av flere
felt; de står i [bestedu-til-arkivmelding.md](bestedu-til-arkivmelding.md). Innstillingene står i
[innstillinger.md](../innstillinger.md), og funnene i [funn.md](../funn.md). Profilen integrasjonspunkt har sine egne tabeller,
se [profil-integrasjonspunkt.md](../profil-integrasjonspunkt.md).

## Fra Noark 4 til Noark 5
</xsl:text>
    <xsl:apply-templates select="xsl:template[starts-with(@name, 'kode-')]" mode="tabell"/>
    <xsl:text>
## Fra Noark 5 til Noark 4

En verdi som ikke står i tabellen, gir ikke noe felt, og `</xsl:text>
    <xsl:value-of select="translate(xsl:template[@name = 'ukjent-verdi']//xsl:with-param[@name = 'kode']/@select, &quot;'&quot;, '')"/>
    <xsl:text>` sier det.
</xsl:text>
    <xsl:apply-templates select="xsl:template[@mode = 'kode']" mode="tabell"/>
  </xsl:template>

  <!-- Modus «tabell»: en tabell, med det som står foran den i stilarket. -->
  <xsl:template match="xsl:template" mode="tabell">
    <xsl:variable name="forklaring"
        select="preceding-sibling::node()[not(self::text())][1][self::comment()][not(starts-with(., ' Andre veien'))]"/>
    <xsl:value-of select="concat('&#10;### ', substring-after(concat(@name, translate(@match, ':', '-')), '-'), '&#10;&#10;')"/>
    <xsl:if test="$forklaring">
      <xsl:value-of select="normalize-space(substring-before(concat($forklaring, 'Parametre:'), 'Parametre:'))"/>
      <xsl:text>&#10;&#10;</xsl:text>
    </xsl:if>
    <xsl:choose>
      <xsl:when test="@name">| Kode | Verdi |&#10;|---|---|&#10;</xsl:when>
      <xsl:otherwise>| Verdi | Kode |&#10;|---|---|&#10;</xsl:otherwise>
    </xsl:choose>
    <xsl:apply-templates select="xsl:choose/xsl:when | xsl:choose/xsl:otherwise" mode="rad"/>
    <xsl:if test="not(xsl:choose/xsl:otherwise)">
      <xsl:text>| alle andre | ikke noe element |&#10;</xsl:text>
    </xsl:if>
  </xsl:template>

  <!-- Modus «rad»: en kode og det den blir til. -->

  <xsl:template match="xsl:when" mode="rad">
    <xsl:variable name="foerste" select="substring-before(concat(@test, ' and '), ' and ')"/>
    <xsl:variable name="vilkaar" select="substring-after(@test, ' and ')"/>
    <xsl:variable name="sammenlignet" select="substring-before($foerste, &quot; = '&quot;)"/>
    <xsl:variable name="kode" select="substring-before(substring-after($foerste, &quot; = '&quot;), &quot;'&quot;)"/>
    <!-- verdien som den står, eller på én linje -->
    <xsl:variable name="er-verdi" select="$sammenlignet = '.' or $sammenlignet = '$verdi'"/>
    <xsl:if test="not($sammenlignet = '$kode' or $er-verdi)
                  or $vilkaar != '' and not(contains($vilkaar, ' = '))">
      <xsl:message terminate="yes">
        <xsl:value-of select="concat('en tabell har en annen form: ', @test)"/>
      </xsl:message>
    </xsl:if>
    <xsl:if test="$kode != ''">
      <xsl:text>| </xsl:text>
      <xsl:if test="$sammenlignet = '$kode'">`</xsl:if>
      <xsl:value-of select="$kode"/>
      <xsl:if test="$sammenlignet = '$kode'">`</xsl:if>
      <xsl:if test="$vilkaar != ''">
        <xsl:value-of select="concat(', når `', translate(substring-before($vilkaar, ' = '), '$', ''), '` er `', translate(substring-after($vilkaar, ' = '), &quot;'&quot;, ''), '`')"/>
      </xsl:if>
      <xsl:text> | </xsl:text>
      <xsl:choose>
        <xsl:when test="starts-with(xsl:value-of/@select, '$')">
          <xsl:value-of select="concat('innstillingen `', substring(xsl:value-of/@select, 2), '`')"/>
        </xsl:when>
        <xsl:when test="$er-verdi">
          <xsl:value-of select="concat('`', normalize-space(), '`')"/>
        </xsl:when>
        <xsl:otherwise>
          <xsl:value-of select="normalize-space()"/>
        </xsl:otherwise>
      </xsl:choose>
      <xsl:text> |&#10;</xsl:text>
    </xsl:if>
  </xsl:template>

  <!-- Uten en kode i tabellen. -->
  <xsl:template match="xsl:otherwise" mode="rad">
    <xsl:variable name="kall" select="xsl:call-template[@name = 'ukjent-kode']"/>
    <xsl:variable name="funn"
        select="$kall/xsl:with-param[@name = 'funn']/@select
                | $rot/xsl:template[@name = 'ukjent-kode']/xsl:param[@name = 'funn'][not($kall/xsl:with-param[@name = 'funn'])]/@select"/>
    <xsl:choose>
      <xsl:when test="xsl:value-of">
        <xsl:text>| alle andre | </xsl:text>
        <xsl:choose>
          <xsl:when test="ancestor::xsl:template/@name">koden slik den står |&#10;</xsl:when>
          <xsl:otherwise>verdien slik den står |&#10;</xsl:otherwise>
        </xsl:choose>
      </xsl:when>
      <xsl:when test="$kall">
        <xsl:text>| ukjent | </xsl:text>
        <xsl:apply-templates select="." mode="standard"/>
        <xsl:value-of select="concat(', og `', translate($funn, &quot;'&quot;, ''), '` |&#10;')"/>
        <xsl:text>| ingen | </xsl:text>
        <xsl:apply-templates select="." mode="standard"/>
        <xsl:text> |&#10;</xsl:text>
      </xsl:when>
    </xsl:choose>
  </xsl:template>

  <!-- Modus «standard»: standardverdien. -->
  <xsl:template match="xsl:otherwise" mode="standard">
    <xsl:choose>
      <xsl:when test="xsl:text">
        <xsl:value-of select="xsl:text"/>
      </xsl:when>
      <xsl:when test="xsl:choose/xsl:when/@test = '$foerste'">
        <xsl:value-of select="concat(xsl:choose/xsl:when, ' for det første dokumentet, ', xsl:choose/xsl:otherwise, ' for resten')"/>
      </xsl:when>
      <xsl:otherwise>ikke noe element</xsl:otherwise>
    </xsl:choose>
  </xsl:template>

</xsl:stylesheet>
