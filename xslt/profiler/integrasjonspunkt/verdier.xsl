<?xml version="1.0" encoding="UTF-8"?>
<!-- SPDX-License-Identifier: Apache-2.0 -->
<!--
  Tall og datoer slik Java leste dem: BigInteger og XMLGregorianCalendar, uten å ta bort blanke først.
  Det de ikke leste, stanset hele meldingen (IP-004 og IP-005).
-->
<xsl:stylesheet version="1.0"
    xmlns:xsl="http://www.w3.org/1999/XSL/Transform">

  <!--
    Et element med et helt tall, eller ingenting når feltet er tomt.
    Parametre: navn (på elementet).
    Kontekst:  feltet.
  -->
  <xsl:template name="tallelement">
    <xsl:param name="navn"/>
    <!-- ett fortegn foran sifrene -->
    <xsl:variable name="sifre" select="substring(., 1 + (starts-with(., '+') or starts-with(., '-')))"/>
    <xsl:variable name="foerste" select="substring(translate($sifre, '0', ''), 1, 1)"/>
    <xsl:choose>
      <xsl:when test="string() = ''"/>
      <xsl:when test="$sifre = '' or translate($sifre, '0123456789', '') != ''">
        <xsl:call-template name="funn">
          <xsl:with-param name="kode" select="'IP-004'"/>
        </xsl:call-template>
      </xsl:when>
      <xsl:otherwise>
        <xsl:element name="{$navn}" namespace="http://www.arkivverket.no/standarder/noark5/arkivmelding">
          <xsl:choose>
            <xsl:when test="$foerste = ''">0</xsl:when>
            <xsl:otherwise>
              <xsl:if test="starts-with(., '-')">-</xsl:if>
              <xsl:value-of select="concat($foerste, substring-after($sifre, $foerste))"/>
            </xsl:otherwise>
          </xsl:choose>
        </xsl:element>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!--
    Et element med en dato, eller ingenting når feltet er tomt. Var verdien noe annet enn en dato i XML Schema, som et
    årstall, ble elementet tomt; 20160321 er året 20160321.
    Parametre: navn (på elementet).
    Kontekst:  feltet.
  -->
  <xsl:template name="datoelement">
    <xsl:param name="navn"/>
    <xsl:variable name="lest">
      <xsl:call-template name="java-dato">
        <xsl:with-param name="verdi" select="string()"/>
      </xsl:call-template>
    </xsl:variable>
    <xsl:choose>
      <xsl:when test="string() = ''"/>
      <xsl:when test="$lest = 'feil'">
        <xsl:call-template name="funn">
          <xsl:with-param name="kode" select="'IP-005'"/>
        </xsl:call-template>
      </xsl:when>
      <xsl:otherwise>
        <xsl:element name="{$navn}" namespace="http://www.arkivverket.no/standarder/noark5/arkivmelding">
          <xsl:if test="$lest != 'tom'">
            <xsl:value-of select="$lest"/>
          </xsl:if>
        </xsl:element>
        <xsl:if test="$lest = 'tom'">
          <xsl:call-template name="funn">
            <xsl:with-param name="kode" select="'IP-052'"/>
          </xsl:call-template>
        </xsl:if>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!--
    En verdi lest som XMLGregorianCalendar og skrevet som xs:date.
    Parametre: verdi.
    Resultat:  datoen med sonen den hadde, klokkeslettet borte; «tom» når verdien er lesbar og uten år, måned eller
               dag; «feil» når den ikke kan leses.
  -->
  <xsl:template name="java-dato">
    <xsl:param name="verdi"/>
    <!-- T avgjorde at det var dato og klokkeslett, kolon på tredje plass at det var et klokkeslett. -->
    <xsl:variable name="klokke">
      <xsl:choose>
        <xsl:when test="contains($verdi, 'T')">
          <xsl:value-of select="substring-after($verdi, 'T')"/>
        </xsl:when>
        <xsl:when test="substring($verdi, 3, 1) = ':'">
          <xsl:value-of select="$verdi"/>
        </xsl:when>
      </xsl:choose>
    </xsl:variable>
    <xsl:variable name="dag">
      <xsl:choose>
        <xsl:when test="contains($verdi, 'T')">
          <xsl:value-of select="substring-before($verdi, 'T')"/>
        </xsl:when>
        <xsl:when test="string($klokke) = ''">
          <xsl:call-template name="uten-sone">
            <xsl:with-param name="verdi" select="$verdi"/>
          </xsl:call-template>
        </xsl:when>
      </xsl:choose>
    </xsl:variable>
    <!-- Timene, og sonen etter sekundene og brøkdelen av dem. -->
    <xsl:variable name="etter" select="substring($klokke, 9)"/>
    <xsl:variable name="broek" select="starts-with($etter, '.')
                                       * string-length(substring-before(concat(translate(
                                         $etter, '0123456789Z+-', '..........|||'), '|'), '|'))"/>
    <xsl:variable name="klokka-gaar"
        select="translate(substring($klokke, 1, 8), '123456789', '000000000') = '00:00:00'
                and substring($klokke, 4, 2) &lt; 60 and substring($klokke, 7, 2) &lt; 60
                and (substring($klokke, 1, 2) &lt; 24
                     or substring($klokke, 1, 2) = 24 and substring($klokke, 4, 5) = '00:00')
                and $broek != 1 and translate(substring($etter, 2, $broek - 1), '0123456789', '') = ''"/>
    <xsl:variable name="sone">
      <xsl:call-template name="java-sone">
        <xsl:with-param name="sone">
          <xsl:choose>
            <xsl:when test="string($klokke)">
              <xsl:value-of select="substring($etter, $broek + 1)"/>
            </xsl:when>
            <xsl:otherwise>
              <xsl:value-of select="substring($verdi, string-length($dag) + 1)"/>
            </xsl:otherwise>
          </xsl:choose>
        </xsl:with-param>
      </xsl:call-template>
    </xsl:variable>
    <xsl:variable name="lest">
      <xsl:call-template name="java-dag">
        <xsl:with-param name="dag" select="string($dag)"/>
      </xsl:call-template>
    </xsl:variable>
    <xsl:choose>
      <xsl:when test="$sone = 'feil' or string($klokke) and not($klokka-gaar)">feil</xsl:when>
      <xsl:when test="contains($verdi, 'T')">
        <xsl:choose>
          <xsl:when test="$lest = 'feil' or $lest = 'tom'">feil</xsl:when>
          <xsl:when test="starts-with($klokke, '24')">
            <xsl:variable name="dagnummer">
              <xsl:call-template name="dagnummer">
                <xsl:with-param name="dato" select="string($lest)"/>
              </xsl:call-template>
            </xsl:variable>
            <xsl:call-template name="dag-fra-nummer">
              <xsl:with-param name="dagnummer" select="$dagnummer + 1"/>
            </xsl:call-template>
            <xsl:value-of select="$sone"/>
          </xsl:when>
          <xsl:otherwise>
            <xsl:value-of select="concat($lest, $sone)"/>
          </xsl:otherwise>
        </xsl:choose>
      </xsl:when>
      <xsl:when test="string($klokke)">tom</xsl:when>
      <xsl:when test="$lest = 'feil' or $lest = 'tom'">
        <xsl:value-of select="$lest"/>
      </xsl:when>
      <xsl:otherwise>
        <xsl:value-of select="concat($lest, $sone)"/>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!--
    En verdi uten klokkeslett, uten sonen sist.
    Parametre: verdi.
    Resultat:  det som står foran sonen: Z, eller de seks siste tegnene når det er et kolon i verdien.
  -->
  <xsl:template name="uten-sone">
    <xsl:param name="verdi"/>
    <xsl:variable name="lengde" select="string-length($verdi)"/>
    <xsl:choose>
      <xsl:when test="contains($verdi, ':')">
        <xsl:value-of select="substring($verdi, 1, $lengde - 6)"/>
      </xsl:when>
      <xsl:when test="substring($verdi, $lengde) = 'Z'">
        <xsl:value-of select="substring($verdi, 1, $lengde - 1)"/>
      </xsl:when>
      <xsl:otherwise>
        <xsl:value-of select="$verdi"/>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!--
    Datodelen av en verdi: dato, år, år og måned, måned, måned og dag, eller dag.
    Parametre: dag.
    Resultat:  datoen; «tom» for de fem andre; «feil» når den ikke finnes i kalenderen.
  -->
  <xsl:template name="java-dag">
    <xsl:param name="dag"/>
    <xsl:variable name="minus" select="starts-with($dag, '-') and not(starts-with($dag, '--'))"/>
    <xsl:variable name="kropp" select="substring($dag, 1 + $minus)"/>
    <xsl:variable name="form" select="translate($kropp, '123456789', '000000000')"/>
    <!-- Året: minst fire sifre, og ikke null. -->
    <xsl:variable name="aar" select="substring-before(concat($kropp, '-'), '-')"/>
    <xsl:variable name="verdig" select="string-length($aar) &gt;= 4
                                        and translate($aar, '0123456789', '') = '' and translate($aar, '0', '') != ''"/>
    <!-- Det som mangler, settes til noe som passer til alt: et skuddår, januar, den første. -->
    <xsl:variable name="hel">
      <xsl:choose>
        <xsl:when test="$form = '--00'">
          <xsl:value-of select="concat('2000-', substring($kropp, 3), '-01')"/>
        </xsl:when>
        <xsl:when test="$form = '--00-00'">
          <xsl:value-of select="concat('2000-', substring($kropp, 3))"/>
        </xsl:when>
        <xsl:when test="$form = '---00'">
          <xsl:value-of select="concat('2000-01-', substring($kropp, 4))"/>
        </xsl:when>
        <xsl:when test="$verdig and $kropp = $aar">2000-01-01</xsl:when>
        <xsl:when test="$verdig and substring($form, string-length($aar) + 1) = '-00'">
          <xsl:value-of select="concat('2000', substring($kropp, string-length($aar) + 1), '-01')"/>
        </xsl:when>
        <xsl:when test="$verdig and substring($form, string-length($aar) + 1) = '-00-00'">
          <xsl:value-of select="substring($kropp, string-length($aar) - 3)"/>
        </xsl:when>
      </xsl:choose>
    </xsl:variable>
    <xsl:variable name="dato">
      <xsl:if test="string($hel)">
        <xsl:call-template name="kalenderdato">
          <xsl:with-param name="aar" select="substring($hel, 1, 4)"/>
          <xsl:with-param name="maaned" select="substring($hel, 6, 2)"/>
          <xsl:with-param name="dag" select="substring($hel, 9, 2)"/>
        </xsl:call-template>
      </xsl:if>
    </xsl:variable>
    <xsl:choose>
      <xsl:when test="string($dato) = ''">feil</xsl:when>
      <xsl:when test="$verdig and substring($form, string-length($aar) + 1) = '-00-00'">
        <xsl:value-of select="concat(substring('-', 1, number($minus)), $kropp)"/>
      </xsl:when>
      <xsl:otherwise>tom</xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!--
    En sone.
    Parametre: sone ('', Z eller ±tt:mm).
    Resultat:  sonen slik den ble skrevet; «feil» når den ikke er en, eller er mer enn fjorten timer.
  -->
  <xsl:template name="java-sone">
    <xsl:param name="sone"/>
    <xsl:variable name="minutter" select="60 * substring($sone, 2, 2) + substring($sone, 5, 2)"/>
    <xsl:choose>
      <xsl:when test="$sone = '' or $sone = 'Z'">
        <xsl:value-of select="$sone"/>
      </xsl:when>
      <xsl:when test="translate($sone, '123456789-', '000000000+') != '+00:00'
                      or not($minutter &lt;= 840)">feil</xsl:when>
      <xsl:when test="$minutter = 0">Z</xsl:when>
      <xsl:otherwise>
        <xsl:value-of select="concat(substring($sone, 1, 1), substring(100 + floor($minutter div 60), 2), ':',
                                     substring(100 + $minutter mod 60, 2))"/>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

</xsl:stylesheet>
