<?xml version="1.0" encoding="UTF-8"?>
<!-- SPDX-License-Identifier: Apache-2.0 -->
<!--
  Rekken: en gruppe i avsenderens egen rekkefølge, med det som ikke er felt i skjemaet på plassene sine. Felt som er kommet til
  på veien, står først.
-->
<xsl:stylesheet version="1.0"
    xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:b="urn:x-arkivbro:restfelt:1"
    xmlns:ab="urn:x-arkivbro:skjelett:1"
    xmlns:str="http://exslt.org/strings"
    xmlns:exsl="http://exslt.org/common"
    exclude-result-prefixes="b ab str exsl">

  <!-- Det som skal stå på en plass i en lang rekke. -->
  <xsl:key name="fremmed-id" match="b:fremmed/b:*" use="generate-id()"/>
  <xsl:key name="gruppe-id" match="/*" use="generate-id()"/>

  <!-- Parametre: som for «flett» (fletting.xsl). -->
  <xsl:template name="flett-rekke">
    <xsl:param name="omvendt"/>
    <xsl:param name="rest"/>
    <xsl:param name="felt"/>
    <xsl:param name="grupper"/>
    <xsl:param name="gruppenavn"/>
    <xsl:variable name="rekke" select="concat(' ', $rest/b:rekke, ' ')"/>
    <xsl:variable name="plasser" select="str:tokenize($rekke, ' ')"/>
    <xsl:for-each select="$rest/b:attributt">
      <xsl:attribute name="{@navn}">
        <xsl:value-of select="."/>
      </xsl:attribute>
    </xsl:for-each>
    <xsl:variable name="rettede">
      <xsl:call-template name="rettede-fremmede">
        <xsl:with-param name="omvendt" select="$omvendt"/>
        <xsl:with-param name="rest" select="$rest"/>
        <xsl:with-param name="felt" select="$felt"/>
        <xsl:with-param name="rekke" select="$rekke"/>
      </xsl:call-template>
    </xsl:variable>
    <xsl:variable name="rettede-felt" select="$rest/b:fremmed/b:element[contains($rettede, concat(' ', generate-id(), ' '))]/@navn"/>
    <xsl:for-each select="$felt">
      <xsl:if test="not(contains($rekke, concat(' ', ., ' ')) or . = $rettede-felt)">
        <xsl:call-template name="flett-felt">
          <xsl:with-param name="navn" select="string()"/>
          <xsl:with-param name="omvendt" select="$omvendt"/>
          <xsl:with-param name="rest" select="$rest"/>
        </xsl:call-template>
      </xsl:if>
    </xsl:for-each>
    <xsl:variable name="er-lang" select="boolean($plasser[33])"/>
    <xsl:variable name="par">
      <xsl:if test="$er-lang">
        <xsl:call-template name="plasser-med-innhold">
          <xsl:with-param name="plasser" select="$plasser"/>
          <xsl:with-param name="rest" select="$rest"/>
          <xsl:with-param name="grupper" select="$grupper"/>
          <xsl:with-param name="gruppenavn" select="$gruppenavn"/>
        </xsl:call-template>
      </xsl:if>
    </xsl:variable>
    <xsl:variable name="ekstra">
      <xsl:call-template name="grupper-uten-plass">
        <xsl:with-param name="plasser" select="$plasser"/>
        <xsl:with-param name="grupper" select="$grupper"/>
        <xsl:with-param name="gruppenavn" select="$gruppenavn"/>
      </xsl:call-template>
    </xsl:variable>
    <xsl:variable name="uten-plass" select="exsl:node-set($ekstra)/ab:par"/>
    <xsl:variable name="register" select="exsl:node-set($par)[$er-lang]"/>
    <xsl:variable name="grupperot" select="$grupper[1]/.."/>
    <xsl:for-each select="$plasser">
      <xsl:variable name="id" select="generate-id()"/>
      <xsl:for-each select="$uten-plass[@foran = $id]">
        <xsl:copy-of select="$grupper[name() = current()/@navn]"/>
      </xsl:for-each>
      <xsl:call-template name="plass-i-rekken">
        <xsl:with-param name="omvendt" select="$omvendt"/>
        <xsl:with-param name="rest" select="$rest"/>
        <xsl:with-param name="felt" select="$felt"/>
        <xsl:with-param name="grupper" select="$grupper"/>
        <xsl:with-param name="rettede" select="string($rettede)"/>
        <xsl:with-param name="register" select="$register"/>
        <xsl:with-param name="grupperot" select="$grupperot"/>
      </xsl:call-template>
      <xsl:for-each select="$uten-plass[@etter = $id]">
        <xsl:copy-of select="$grupper[name() = current()/@navn][position() &gt; current()/@antall]"/>
      </xsl:for-each>
    </xsl:for-each>
    <xsl:for-each select="$uten-plass[@etter = '' and @foran = '']">
      <xsl:copy-of select="$grupper[name() = current()/@navn]"/>
    </xsl:for-each>
  </xsl:template>

  <!--
    Id-ene til det fremmede som er rettet: er elementet rettet, gjelder ikke lenger det avsenderen skrev først av feltet, heller
    ikke der det står blant de fremmede.
  -->
  <xsl:template name="rettede-fremmede">
    <xsl:param name="omvendt"/>
    <xsl:param name="rest"/>
    <xsl:param name="felt"/>
    <xsl:param name="rekke"/>
    <xsl:for-each select="$rest/b:utelatt[. = $felt]">
      <xsl:variable name="navn" select="string()"/>
      <xsl:if test="@r != string($omvendt[name() = $navn])">
        <xsl:value-of select="concat(' ', generate-id(../b:fremmed/b:element[@navn = $navn][not(@rom)][1]), ' ')"/>
      </xsl:if>
    </xsl:for-each>
    <!-- felt elementet gir nå, men ikke ga da restfeltet ble skrevet -->
    <xsl:for-each select="$omvendt[string()][$rest/b:fremmed/b:element]">
      <xsl:variable name="navn" select="name()"/>
      <xsl:if test="not($rest/b:utelatt[. = $navn] or contains($rekke, concat(' ', $navn, ' ')))">
        <xsl:value-of select="concat(' ', generate-id($rest/b:fremmed/b:element[@navn = $navn][not(@rom)][1]), ' ')"/>
      </xsl:if>
    </xsl:for-each>
    <!-- reservefelt elementet var laget av, og som har noe ved seg -->
    <xsl:for-each select="str:tokenize($reservefelt, ' ')[$rest/b:fremmed/b:element]">
      <xsl:variable name="reserve" select="substring-before(., '/')"/>
      <xsl:variable name="hjemme" select="substring-after(., '/')"/>
      <xsl:variable name="skrevet" select="($rest/b:utelatt[. = $hjemme] | $rest/b:*[local-name() = $hjemme])/@r"/>
      <xsl:if test="$skrevet != string($omvendt[name() = $hjemme])">
        <xsl:value-of select="concat(' ', generate-id($rest/b:fremmed/b:element[@navn = $reserve][not(@rom)][1]
                                                      [normalize-space() = $skrevet]), ' ')"/>
      </xsl:if>
    </xsl:for-each>
  </xsl:template>

  <!--
    Registeret til en lang rekke: lette hver plass etter sitt, ville arbeidet vokse med kvadratet av antallet.
    Resultat: ab:par med plassen som navn og det som skal stå der, som makker.
  -->
  <xsl:template name="plasser-med-innhold">
    <xsl:param name="plasser"/>
    <xsl:param name="rest"/>
    <xsl:param name="grupper"/>
    <xsl:param name="gruppenavn"/>
    <xsl:for-each select="str:tokenize(concat('*', $gruppenavn), ' ')">
      <xsl:variable name="navn" select="string()"/>
      <xsl:call-template name="parvis">
        <xsl:with-param name="foerste" select="$plasser[. = $navn]"/>
        <xsl:with-param name="andre" select="$rest/b:fremmed[$navn = '*']/b:* | $grupper[name() = $navn]"/>
      </xsl:call-template>
    </xsl:for-each>
  </xsl:template>

  <!--
    Grupper rekken ikke har plass til: etter de andre av navnet, ellers foran dem som hører hjemme etter.
    Resultat: ab:par med navn, antall plasser det har, og id-en til plassen de står etter eller foran.
  -->
  <xsl:template name="grupper-uten-plass">
    <xsl:param name="plasser"/>
    <xsl:param name="grupper"/>
    <xsl:param name="gruppenavn"/>
    <xsl:for-each select="str:tokenize($gruppenavn, ' ')">
      <xsl:variable name="navn" select="string()"/>
      <xsl:variable name="antall" select="count($plasser[. = $navn])"/>
      <xsl:if test="count($grupper[name() = $navn]) &gt; $antall">
        <xsl:variable name="senere" select="substring-after($gruppenavn, concat(' ', $navn, ' '))"/>
        <ab:par navn="{$navn}" antall="{$antall}" etter="{generate-id($plasser[. = $navn][last()])}"
            foran="{generate-id($plasser[$antall = 0 and contains(concat(' ', $senere), concat(' ', ., ' '))][1])}"/>
      </xsl:if>
    </xsl:for-each>
  </xsl:template>

  <!-- Det som skal stå på plassen. Parametre: som over; rettede; register (finnes når rekken er lang); grupperot, det gruppene står i. -->
  <xsl:template name="plass-i-rekken">
    <xsl:param name="omvendt"/>
    <xsl:param name="rest"/>
    <xsl:param name="felt"/>
    <xsl:param name="grupper"/>
    <xsl:param name="rettede"/>
    <xsl:param name="register"/>
    <xsl:param name="grupperot"/>
    <xsl:variable name="navn" select="string()"/>
    <xsl:choose>
      <xsl:when test="$felt = $navn">
        <xsl:call-template name="flett-felt">
          <xsl:with-param name="navn" select="$navn"/>
          <xsl:with-param name="omvendt" select="$omvendt"/>
          <xsl:with-param name="rest" select="$rest"/>
        </xsl:call-template>
      </xsl:when>
      <xsl:when test="$register">
        <xsl:variable name="id" select="generate-id()"/>
        <xsl:for-each select="$register">
          <xsl:variable name="makker" select="string(key('par', $id)/@makker)"/>
          <xsl:for-each select="$rest[$navn = '*']">
            <xsl:call-template name="fremmed-eller-rettet">
              <xsl:with-param name="fremmed" select="key('fremmed-id', $makker)"/>
              <xsl:with-param name="rettede" select="$rettede"/>
              <xsl:with-param name="omvendt" select="$omvendt"/>
              <xsl:with-param name="rest" select="$rest"/>
            </xsl:call-template>
          </xsl:for-each>
          <xsl:for-each select="$grupperot[$navn != '*']">
            <xsl:copy-of select="key('gruppe-id', $makker)"/>
          </xsl:for-each>
        </xsl:for-each>
      </xsl:when>
      <xsl:otherwise>
        <!-- nummeret blant plassene med samme navn -->
        <xsl:variable name="nr" select="count(preceding-sibling::*[. = $navn]) + 1"/>
        <xsl:call-template name="fremmed-eller-rettet">
          <xsl:with-param name="fremmed" select="$rest[$navn = '*']/b:fremmed/b:*[position() = $nr]"/>
          <xsl:with-param name="rettede" select="$rettede"/>
          <xsl:with-param name="omvendt" select="$omvendt"/>
          <xsl:with-param name="rest" select="$rest"/>
        </xsl:call-template>
        <xsl:copy-of select="$grupper[name() = $navn][position() = $nr]"/>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- Det som sto på plassen, eller feltet det er rettet til. Parametre: fremmed, rettede, omvendt, rest. -->
  <xsl:template name="fremmed-eller-rettet">
    <xsl:param name="fremmed"/>
    <xsl:param name="rettede"/>
    <xsl:param name="omvendt"/>
    <xsl:param name="rest"/>
    <xsl:choose>
      <xsl:when test="$rettede != '' and $fremmed[contains($rettede, concat(' ', generate-id(), ' '))]">
        <xsl:call-template name="rettet">
          <xsl:with-param name="rest" select="$fremmed"/>
        </xsl:call-template>
        <xsl:call-template name="flett-felt">
          <xsl:with-param name="navn" select="string($fremmed/@navn)"/>
          <xsl:with-param name="omvendt" select="$omvendt"/>
          <xsl:with-param name="rest" select="$rest"/>
          <xsl:with-param name="er-meldt" select="true()"/>
        </xsl:call-template>
      </xsl:when>
      <xsl:otherwise>
        <xsl:apply-templates select="$fremmed" mode="tilbake"/>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

</xsl:stylesheet>
