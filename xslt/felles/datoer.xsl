<?xml version="1.0" encoding="UTF-8"?>
<!-- SPDX-License-Identifier: Apache-2.0 -->
<!--
  Datoer. Feltene i Noark 4 er tekst; arkivmelding har xs:date. Disse skrivemåtene leses:

    2024-05-06  2024-05-06Z  2024-05-06+02:00            sonen på en ren dato faller bort
    20240506                                             eksportformen i Noark 4
    6.5.2024  06.05.2024  06.05.2024 09:12:32            norsk skrivemåte
    2024-05-06T09:12:32  2024-05-06 09:12  …T09:12:32.5  klokkeslettet faller bort
    2024-05-06T23:30:00Z  …+01:00                        regnes først om til norsk tid

  En ren dato regnes aldri om gjennom et tidspunkt: da kan dagen flytte seg. Tosifrede år gjettes ikke.
-->
<xsl:stylesheet version="1.0"
    xmlns:xsl="http://www.w3.org/1999/XSL/Transform">

  <!--
    En dato som kan brukes.
    Parametre: felt  noden; mangler den, eller er den tom, er resultatet tomt
               meld  om et felt som ikke gir noen dato, skal meldes
    Resultat:  ÅÅÅÅ-MM-DD; '' når verdien mangler, ikke er en dato, eller ligger utenfor 1900–2200.
               Datoer utenfor er systemenes «ingen dato» (0001-01-01, 9999-12-31), aldri en virkelig dato i en sak.
  -->
  <xsl:template name="dato">
    <xsl:param name="felt" select="."/>
    <xsl:param name="meld" select="true()"/>
    <xsl:variable name="verdi" select="normalize-space($felt)"/>
    <xsl:choose>
      <xsl:when test="$verdi = ''"/>
      <!-- Snarveien: den vanlige skrivemåten, og en dag som finnes i alle måneder. -->
      <xsl:when test="translate($verdi, '123456789', '000000000') = '0000-00-00'
                      and substring($verdi, 9) &lt;= 28 and substring($verdi, 9) != 0
                      and substring($verdi, 6, 2) &lt;= 12 and substring($verdi, 6, 2) != 0
                      and substring($verdi, 1, 4) &gt;= 1900 and substring($verdi, 1, 4) &lt;= 2200">
        <xsl:value-of select="$verdi"/>
      </xsl:when>
      <xsl:otherwise>
        <xsl:variable name="lest">
          <xsl:call-template name="les-dato">
            <xsl:with-param name="verdi" select="$verdi"/>
          </xsl:call-template>
        </xsl:variable>
        <xsl:variable name="aar" select="substring($lest, 1, 4)"/>
        <xsl:choose>
          <xsl:when test="$aar &gt;= 1900 and $aar &lt;= 2200">
            <xsl:value-of select="$lest"/>
          </xsl:when>
          <xsl:when test="$meld">
            <xsl:call-template name="funn">
              <xsl:with-param name="kode">
                <xsl:choose>
                  <xsl:when test="string($lest)">OM-011</xsl:when>
                  <xsl:otherwise>OM-010</xsl:otherwise>
                </xsl:choose>
              </xsl:with-param>
              <xsl:with-param name="node" select="$felt"/>
            </xsl:call-template>
          </xsl:when>
        </xsl:choose>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!--
    En dato i en av skrivemåtene over, fra år 0000 til 9999.
    Parametre: verdi (uten blanke rundt).
    Resultat:  ÅÅÅÅ-MM-DD; '' når verdien ikke er en dato i kalenderen.
  -->
  <xsl:template name="les-dato">
    <xsl:param name="verdi"/>
    <!-- Formen: hvert siffer som 0. -->
    <xsl:variable name="form" select="translate($verdi, '123456789', '000000000')"/>
    <xsl:variable name="hale" select="substring($form, 11)"/>
    <xsl:choose>
      <xsl:when test="starts-with($form, '0000-00-00')">
        <xsl:choose>
          <xsl:when test="$hale = '' or $hale = 'Z' or $hale = '+00:00' or $hale = '-00:00'">
            <xsl:call-template name="kalenderdato">
              <xsl:with-param name="aar" select="substring($verdi, 1, 4)"/>
              <xsl:with-param name="maaned" select="substring($verdi, 6, 2)"/>
              <xsl:with-param name="dag" select="substring($verdi, 9, 2)"/>
            </xsl:call-template>
          </xsl:when>
          <xsl:when test="starts-with($hale, 'T') or starts-with($hale, ' ')">
            <xsl:call-template name="dato-med-klokke">
              <xsl:with-param name="dato" select="substring($verdi, 1, 10)"/>
              <xsl:with-param name="klokke" select="translate(substring($verdi, 12), ' ', '')"/>
            </xsl:call-template>
          </xsl:when>
        </xsl:choose>
      </xsl:when>
      <xsl:when test="$form = '00000000'">
        <xsl:call-template name="kalenderdato">
          <xsl:with-param name="aar" select="substring($verdi, 1, 4)"/>
          <xsl:with-param name="maaned" select="substring($verdi, 5, 2)"/>
          <xsl:with-param name="dag" select="substring($verdi, 7, 2)"/>
        </xsl:call-template>
      </xsl:when>
      <xsl:when test="contains($form, '.')">
        <xsl:call-template name="norsk-dato">
          <xsl:with-param name="verdi" select="$verdi"/>
        </xsl:call-template>
      </xsl:when>
    </xsl:choose>
  </xsl:template>

  <!--
    D.M.ÅÅÅÅ, med eller uten klokkeslett.
    Parametre: verdi.
    Resultat:  som «les-dato».
  -->
  <xsl:template name="norsk-dato">
    <xsl:param name="verdi"/>
    <xsl:variable name="dag" select="substring-before($verdi, '.')"/>
    <xsl:variable name="maaned" select="substring-before(substring-after($verdi, '.'), '.')"/>
    <xsl:variable name="resten" select="substring-after(substring-after($verdi, '.'), '.')"/>
    <xsl:variable name="form"
        select="translate(concat($dag, '.', $maaned, '.', substring($resten, 1, 4)), '123456789', '000000000')"/>
    <xsl:variable name="klokke" select="substring($resten, 5)"/>
    <xsl:if test="$form = '0.0.0000' or $form = '00.0.0000' or $form = '0.00.0000' or $form = '00.00.0000'">
      <xsl:choose>
        <xsl:when test="$klokke = ''">
          <xsl:call-template name="kalenderdato">
            <xsl:with-param name="aar" select="substring($resten, 1, 4)"/>
            <xsl:with-param name="maaned" select="$maaned"/>
            <xsl:with-param name="dag" select="$dag"/>
          </xsl:call-template>
        </xsl:when>
        <xsl:when test="starts-with($klokke, ' ')">
          <xsl:call-template name="dato-med-klokke">
            <xsl:with-param name="dato"
                select="concat(substring($resten, 1, 4), '-', format-number($maaned, '00'), '-', format-number($dag, '00'))"/>
            <xsl:with-param name="klokke" select="translate($klokke, ' ', '')"/>
          </xsl:call-template>
        </xsl:when>
      </xsl:choose>
    </xsl:if>
  </xsl:template>

  <!--
    En dato med klokkeslett etter ISO 8601.
    Parametre: dato (ÅÅÅÅ-MM-DD), klokke (klokkeslettet og sonen, uten blanke).
    Resultat:  som «les-dato»; dagen i norsk tid når sonen er oppgitt.
  -->
  <xsl:template name="dato-med-klokke">
    <xsl:param name="dato"/>
    <xsl:param name="klokke"/>
    <xsl:variable name="gyldig">
      <xsl:call-template name="kalenderdato">
        <xsl:with-param name="aar" select="substring($dato, 1, 4)"/>
        <xsl:with-param name="maaned" select="substring($dato, 6, 2)"/>
        <xsl:with-param name="dag" select="substring($dato, 9, 2)"/>
      </xsl:call-template>
    </xsl:variable>
    <!-- Sonen: Z, ±tt:mm eller ±ttmm. -->
    <xsl:variable name="tegn" select="substring(translate($klokke, '0123456789:.,', ''), 1, 1)"/>
    <xsl:variable name="slett" select="substring-before(translate(concat($klokke, '|'), $tegn, '|'), '|')"/>
    <xsl:variable name="sone" select="substring($klokke, string-length($slett) + 2)"/>
    <xsl:variable name="soneform" select="translate($sone, '123456789', '000000000')"/>
    <xsl:variable name="forskyvning">
      <xsl:choose>
        <xsl:when test="$tegn = 'Z' and $sone = ''">0</xsl:when>
        <xsl:when test="($tegn = '+' or $tegn = '-') and ($soneform = '00:00' or $soneform = '0000')">
          <xsl:variable name="tall" select="translate($sone, ':', '')"/>
          <xsl:if test="substring($tall, 1, 2) &lt;= 14 and substring($tall, 3) &lt; 60">
            <xsl:value-of select="number(concat(translate($tegn, '+', ''), 1))
                                  * (60 * substring($tall, 1, 2) + substring($tall, 3))"/>
          </xsl:if>
        </xsl:when>
      </xsl:choose>
    </xsl:variable>
    <xsl:variable name="minutter">
      <xsl:call-template name="minutter">
        <xsl:with-param name="klokke" select="$slett"/>
      </xsl:call-template>
    </xsl:variable>
    <xsl:choose>
      <xsl:when test="string($gyldig) = '' or string($minutter) = ''"/>
      <xsl:when test="$tegn = '' and $minutter &lt; 1440">
        <xsl:value-of select="$gyldig"/>
      </xsl:when>
      <!-- 24:00 er midnatt ved slutten av dagen. -->
      <xsl:when test="$tegn = ''">
        <xsl:variable name="dagnummer">
          <xsl:call-template name="dagnummer">
            <xsl:with-param name="dato" select="$gyldig"/>
          </xsl:call-template>
        </xsl:variable>
        <xsl:call-template name="dag-fra-nummer">
          <xsl:with-param name="dagnummer" select="$dagnummer + 1"/>
        </xsl:call-template>
      </xsl:when>
      <xsl:when test="string($forskyvning)">
        <xsl:call-template name="norsk-dag">
          <xsl:with-param name="dato" select="$gyldig"/>
          <xsl:with-param name="minutter" select="$minutter - $forskyvning"/>
        </xsl:call-template>
      </xsl:when>
    </xsl:choose>
  </xsl:template>

  <!--
    Minutter siden midnatt.
    Parametre: klokke (t:mm, tt:mm eller tt:mm:ss, også med brøkdel av sekund).
    Resultat:  0 til 1440; '' når det ikke er et klokkeslett.
  -->
  <xsl:template name="minutter">
    <xsl:param name="klokke"/>
    <xsl:variable name="hele" select="substring-before(concat(translate($klokke, ',', '.'), '.'), '.')"/>
    <xsl:variable name="broek" select="substring($klokke, string-length($hele) + 1)"/>
    <xsl:variable name="form" select="translate($hele, '123456789', '000000000')"/>
    <xsl:variable name="time" select="substring-before($hele, ':')"/>
    <xsl:variable name="minutt" select="substring(substring-after($hele, ':'), 1, 2)"/>
    <xsl:variable name="sekund" select="concat('0', substring(substring-after($hele, ':'), 4))"/>
    <xsl:if test="($form = '00:00:00' or $form = '00:00' or $form = '0:00:00' or $form = '0:00')
                  and ($broek = '' or string-length($broek) &gt; 1
                       and translate(substring($broek, 2), '0123456789', '') = '')
                  and $minutt &lt; 60 and $sekund &lt; 60
                  and ($time &lt; 24
                       or $time = 24 and $minutt = 0 and $sekund = 0 and translate($broek, '0.,', '') = '')">
      <xsl:value-of select="60 * $time + $minutt"/>
    </xsl:if>
  </xsl:template>

  <!--
    Dagen i Norge på et tidspunkt gitt i UTC.
    Sommertid etter regelen i EU: fra siste søndag i mars kl. 01 UTC til siste søndag i oktober kl. 01 UTC.
    Parametre: dato (ÅÅÅÅ-MM-DD), minutter (fra midnatt UTC den dagen; kan være negativt og over et døgn).
    Resultat:  ÅÅÅÅ-MM-DD.
  -->
  <xsl:template name="norsk-dag">
    <xsl:param name="dato"/>
    <xsl:param name="minutter"/>
    <xsl:variable name="dagnummer">
      <xsl:call-template name="dagnummer">
        <xsl:with-param name="dato" select="$dato"/>
      </xsl:call-template>
    </xsl:variable>
    <xsl:variable name="mars">
      <xsl:call-template name="dagnummer">
        <xsl:with-param name="dato" select="concat(substring($dato, 1, 4), '-03-31')"/>
      </xsl:call-template>
    </xsl:variable>
    <xsl:variable name="oktober">
      <xsl:call-template name="dagnummer">
        <xsl:with-param name="dato" select="concat(substring($dato, 1, 4), '-10-31')"/>
      </xsl:call-template>
    </xsl:variable>
    <!-- Dagnummer 0 er en mandag: resten av (dagnummer + 1) delt på 7 er dager siden søndag. -->
    <xsl:variable name="utc" select="1440 * $dagnummer + $minutter"/>
    <xsl:variable name="vaar" select="1440 * ($mars - ($mars + 1) mod 7) + 60"/>
    <xsl:variable name="hoest" select="1440 * ($oktober - ($oktober + 1) mod 7) + 60"/>
    <xsl:variable name="lokal" select="$utc + 60 + 60 * ($utc &gt;= $vaar and $utc &lt; $hoest)"/>
    <xsl:call-template name="dag-fra-nummer">
      <xsl:with-param name="dagnummer" select="floor($lokal div 1440)"/>
    </xsl:call-template>
  </xsl:template>

  <!--
    En dato som finnes i kalenderen.
    Parametre: aar (fire sifre), maaned, dag (ett eller to sifre).
    Resultat:  ÅÅÅÅ-MM-DD; '' når den ikke finnes.
  -->
  <xsl:template name="kalenderdato">
    <xsl:param name="aar"/>
    <xsl:param name="maaned"/>
    <xsl:param name="dag"/>
    <xsl:variable name="dager"
        select="substring('312831303130313130313031', 2 * $maaned - 1, 2)
                + ($maaned = 2 and ($aar mod 4 = 0 and $aar mod 100 != 0 or $aar mod 400 = 0))"/>
    <!-- Måned 0 og 13 gir ingen dager (NaN), og ingen dag er mindre enn det. -->
    <xsl:if test="$dag &gt;= 1 and $dag &lt;= $dager">
      <xsl:value-of select="concat($aar, '-', substring(100 + $maaned, 2), '-', substring(100 + $dag, 2))"/>
    </xsl:if>
  </xsl:template>

  <!--
    Det julianske dagnummeret til en dato i den gregorianske kalenderen.
    Parametre: dato (ÅÅÅÅ-MM-DD).
    Resultat:  et helt tall.
  -->
  <xsl:template name="dagnummer">
    <xsl:param name="dato"/>
    <xsl:variable name="a" select="floor((14 - substring($dato, 6, 2)) div 12)"/>
    <xsl:variable name="aar" select="substring($dato, 1, 4) + 4800 - $a"/>
    <xsl:variable name="maaned" select="substring($dato, 6, 2) + 12 * $a - 3"/>
    <xsl:value-of select="substring($dato, 9, 2) + floor((153 * $maaned + 2) div 5) + 365 * $aar
                          + floor($aar div 4) - floor($aar div 100) + floor($aar div 400) - 32045"/>
  </xsl:template>

  <!--
    Datoen til et juliansk dagnummer (Richards' formel).
    Parametre: dagnummer.
    Resultat:  ÅÅÅÅ-MM-DD.
  -->
  <xsl:template name="dag-fra-nummer">
    <xsl:param name="dagnummer"/>
    <xsl:variable name="a" select="$dagnummer + 32044"/>
    <xsl:variable name="b" select="floor((4 * $a + 3) div 146097)"/>
    <xsl:variable name="c" select="$a - floor(146097 * $b div 4)"/>
    <xsl:variable name="d" select="floor((4 * $c + 3) div 1461)"/>
    <xsl:variable name="e" select="$c - floor(1461 * $d div 4)"/>
    <xsl:variable name="m" select="floor((5 * $e + 2) div 153)"/>
    <xsl:variable name="dag" select="$e - floor((153 * $m + 2) div 5) + 1"/>
    <xsl:variable name="maaned" select="$m + 3 - 12 * floor($m div 10)"/>
    <xsl:variable name="aar" select="100 * $b + $d - 4800 + floor($m div 10)"/>
    <xsl:value-of select="concat(substring(10000 + $aar, 2), '-',
                                 substring(100 + $maaned, 2), '-', substring(100 + $dag, 2))"/>
  </xsl:template>

</xsl:stylesheet>
