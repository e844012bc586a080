<?xml version="1.0" encoding="UTF-8"?>
<!-- SPDX-License-Identifier: Apache-2.0 -->
<!--
  Fletting: feltene de naturlige elementene gir, og restfeltet ved siden av dem (moduler/restfelt.xsl), blir gruppen
  slik avsenderen skrev den. For hvert felt:

    elementet var laget av det (reservefelt),   ingenting
      og er rettet
    restfeltet har det, og elementet gir @r     råteksten
    restfeltet sier at det er utelatt, og       ingenting
      elementet gir @r
    elementet gir noe                           det: er det noe annet enn @r, er elementet rettet på veien
    restfeltet sier at det er tomt              et tomt felt

  Hvilket restfelt som hører til en gruppe, står i gjenkjenning.xsl.
-->
<xsl:stylesheet version="1.0"
    xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:b="urn:x-arkivbro:restfelt:1"
    xmlns:ab="urn:x-arkivbro:skjelett:1"
    xmlns:str="http://exslt.org/strings"
    exclude-result-prefixes="b str">

  <!--
    Innholdet i en gruppe.
    Parametre: omvendt     feltene de naturlige elementene gir
               rest        elementet i restfeltet; kan mangle
               felt        feltene gruppen kan ha, i rekkefølge
               grupper     gruppene i den, ferdig flettet
               gruppenavn  gruppene den kan ha, i rekkefølge
  -->
  <xsl:template name="flett">
    <xsl:param name="omvendt" select="/.."/>
    <xsl:param name="rest" select="/.."/>
    <xsl:param name="felt" select="/.."/>
    <xsl:param name="grupper" select="/.."/>
    <xsl:param name="gruppenavn" select="' '"/>
    <xsl:choose>
      <xsl:when test="$rest/b:rekke">
        <xsl:call-template name="flett-rekke">
          <xsl:with-param name="omvendt" select="$omvendt"/>
          <xsl:with-param name="rest" select="$rest"/>
          <xsl:with-param name="felt" select="$felt"/>
          <xsl:with-param name="grupper" select="$grupper"/>
          <xsl:with-param name="gruppenavn" select="$gruppenavn"/>
        </xsl:call-template>
      </xsl:when>
      <xsl:when test="$rest/*">
        <xsl:for-each select="$felt">
          <xsl:call-template name="flett-felt">
            <xsl:with-param name="navn" select="string()"/>
            <xsl:with-param name="omvendt" select="$omvendt"/>
            <xsl:with-param name="rest" select="$rest"/>
          </xsl:call-template>
        </xsl:for-each>
        <xsl:copy-of select="$grupper"/>
      </xsl:when>
      <xsl:otherwise>
        <xsl:copy-of select="$omvendt | $grupper"/>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- Parametre: navn; omvendt og rest som over; er-meldt (en rettelse av feltet er meldt alt). -->
  <xsl:template name="flett-felt">
    <xsl:param name="navn"/>
    <xsl:param name="omvendt"/>
    <xsl:param name="rest"/>
    <xsl:param name="er-meldt" select="false()"/>
    <xsl:variable name="gitt" select="$omvendt[name() = $navn]"/>
    <xsl:variable name="baaret" select="$rest/b:*[local-name() = $navn]"/>
    <xsl:variable name="utelatt" select="$rest/b:utelatt[. = $navn]"/>
    <xsl:variable name="forlatt">
      <xsl:choose>
        <!-- en opphørsdato uten skjerming hørte ikke til noen, og ikke til den som er kommet til -->
        <xsl:when test="$navn = 'jpAgdato' and not($gitt) and $baaret[not(@r)] and $omvendt[self::jpTgkode or self::jpUoff]">
          <xsl:call-template name="dato">
            <xsl:with-param name="felt" select="$baaret[1]"/>
            <xsl:with-param name="meld" select="false()"/>
          </xsl:call-template>
        </xsl:when>
        <!-- en kopi hos en avsender ble båret; nå er parten rettet til mottaker, og ikke til kopimottaker -->
        <xsl:when test="$navn = 'amKopimot' and not($gitt) and $baaret[not(@r)][normalize-space() = '1']
                        and $omvendt[self::amIhtype] = '1'">*</xsl:when>
      </xsl:choose>
    </xsl:variable>
    <xsl:choose>
      <xsl:when test="string($forlatt)">
        <xsl:call-template name="rettet">
          <xsl:with-param name="rest" select="$baaret"/>
        </xsl:call-template>
      </xsl:when>
      <xsl:when test="$baaret and ($gitt and $baaret/@r = string($gitt) and not($gitt/@ab:annens)
                                   or not($gitt) and not($baaret/@r))">
        <xsl:variable name="hjemme" select="substring-before(substring-after($reservefelt, concat(' ', $navn, '/')), ' ')"/>
        <xsl:choose>
          <!-- elementet var laget av dette feltet, og er rettet -->
          <xsl:when test="$hjemme != '' and not($gitt)
                          and ($rest/b:utelatt[. = $hjemme] | $rest/b:*[local-name() = $hjemme])/@r[. = normalize-space($baaret)]
                              != string($omvendt[name() = $hjemme])">
            <xsl:call-template name="rettet">
              <xsl:with-param name="rest" select="$baaret"/>
            </xsl:call-template>
          </xsl:when>
          <xsl:otherwise>
            <xsl:apply-templates select="$baaret[1]" mode="tilbake"/>
          </xsl:otherwise>
        </xsl:choose>
      </xsl:when>
      <!-- @r er journalpostens kode: er den rettet, har ingen rettet merknadens egen -->
      <xsl:when test="$navn = 'tiTgkode' and $gitt and ($baaret or $utelatt)">
        <xsl:apply-templates select="$baaret[1]" mode="tilbake"/>
      </xsl:when>
      <xsl:when test="$utelatt/@r = string($gitt) and not($gitt/@ab:annens or $gitt/@ab:flyttet)"/>
      <xsl:when test="$gitt">
        <xsl:copy-of select="$gitt"/>
        <xsl:call-template name="rettet">
          <xsl:with-param name="rest" select="($baaret | $utelatt)[not($er-meldt)][string() != string($gitt)]"/>
        </xsl:call-template>
      </xsl:when>
      <xsl:when test="$baaret">
        <xsl:call-template name="rettet">
          <xsl:with-param name="rest" select="$baaret"/>
        </xsl:call-template>
      </xsl:when>
      <xsl:when test="contains(concat(' ', $rest/b:tom, ' '), concat(' ', $navn, ' '))">
        <xsl:element name="{$navn}"/>
      </xsl:when>
    </xsl:choose>
  </xsl:template>

  <!-- Elementet er rettet på veien, og restfeltet ved siden av gjelder ikke lenger. -->
  <xsl:template name="rettet">
    <xsl:param name="rest"/>
    <xsl:if test="$rest">
      <xsl:call-template name="funn">
        <xsl:with-param name="kode" select="'OM-076'"/>
        <xsl:with-param name="node" select="$rest[1]"/>
      </xsl:call-template>
    </xsl:if>
  </xsl:template>

  <!-- Modus «tilbake»: det som ble båret som det er. -->

  <xsl:template match="b:*" mode="tilbake">
    <xsl:element name="{local-name()}">
      <xsl:apply-templates select="@filnavn | @utenfil" mode="tilbake"/>
      <xsl:apply-templates select="node()" mode="tilbake"/>
    </xsl:element>
  </xsl:template>

  <xsl:template match="b:element" mode="tilbake">
    <!-- libxml2 skriver et navnerom som det står: hver & må være en referanse. -->
    <xsl:variable name="rom">
      <xsl:choose>
        <xsl:when test="contains(@rom, '&amp;')">
          <xsl:value-of select="str:replace(@rom, '&amp;', '&amp;#38;')"/>
        </xsl:when>
        <xsl:otherwise>
          <xsl:value-of select="@rom"/>
        </xsl:otherwise>
      </xsl:choose>
    </xsl:variable>
    <xsl:element name="{@navn}" namespace="{$rom}">
      <xsl:apply-templates select="@filnavn | @utenfil" mode="tilbake"/>
      <xsl:for-each select="@b:*">
        <xsl:attribute name="{local-name()}">
          <xsl:value-of select="."/>
        </xsl:attribute>
      </xsl:for-each>
      <xsl:apply-templates select="node()" mode="tilbake"/>
    </xsl:element>
  </xsl:template>

  <xsl:template match="@filnavn | @utenfil" mode="tilbake">
    <xsl:attribute name="ab:{name()}">
      <xsl:value-of select="."/>
    </xsl:attribute>
  </xsl:template>

  <xsl:template match="b:tekst" mode="tilbake">
    <xsl:value-of select="."/>
  </xsl:template>

  <!-- Blanke mellom elementer er innrykk. Bare de nærmeste søsknene: å lete blant alle er arbeid for hver av dem. -->
  <xsl:template match="text()" mode="tilbake">
    <xsl:if test="normalize-space() or not(preceding-sibling::*[1] or following-sibling::*[1])">
      <xsl:value-of select="."/>
    </xsl:if>
  </xsl:template>

</xsl:stylesheet>
